"""How large a notebook, a cell or a picture may be, and how long a cell may run."""

# --- of a cell
LONGEST_CELL = 25  # lines of code
CELL_SECONDS = 300  # in the test suite, with reduced parameters
LARGE_COUNT = 1_000  # a literal this large in a slice is a number of samples, and belongs in a parameter

# --- of a notebook
LARGEST = 600_000  # bytes
LARGEST_WITH_ANIMATION = 1_200_000  # bytes
CORE_PATH = (65, 2_800, 280)  # cells, words, lines of code, at most; half as much again for two sessions
AIMS = {  # cells, to a quarter; words, to a tenth: in place of CORE_PATH's
    "00": (58, 2_600),
    "01": (62, 2_700),
    "02": (64, 2_700),
    "03": (72, 3_300),
    "04": (84, 4_000),
    "05": (62, 2_800),
    "06": (66, 2_800),
    "07": (54, 2_300),
    "08": (82, 3_900),
    "09": (80, 3_500),
    "10": (68, 3_100),
    "11": (52, 2_500),
    "12": (52, 2_800),
    "13": (52, 2_900),
    "14": (52, 2_800),
    "15": (44, 2_300),
    "16": (64, 2_900),
    "17": (46, 2_400),
    "18": (54, 2_900),
    "19": (50, 2_700),
    "20": (50, 2_600),
    "21": (56, 2_800),
}
LARGEST_OPTIONAL_SHARE = 1 / 4  # of the core path, in minutes
MOST_PARAMETERS = {1: 10, 2: 14}  # by sessions
EXERCISES = (4, 5)  # at least, at most
SHORTEST_ALTERNATIVE = 40  # characters of a picture's text: less says no more than a title does

# --- of a person's evening: how the minutes of a chapter are computed
WORDS_PER_MINUTE = 150
LINES_PER_MINUTE = 16
MINUTES_FOR_PREDICTION = 2
MINUTES_FOR_EXERCISE = 6
MINUTES_FOR_TRAINING = 15  # the exercise that trains
