"""What chapter 02 says of its own full run."""

# section 5: one run that works
assert (np.round(probabilities) == targets).all()
assert loss < float(keras.losses.BinaryCrossentropy()(targets, by_thinking(points)))

# section 7: how often, and where the failures stand
counts = (last["right"] == 4).groupby(last["variant"]).sum()
assert counts["2 units"] <= 8
assert 10 < counts["4 units"] <= 16
assert counts["8 units"] >= 17
failed = last.loc[last["right"] < 4, "loss"].to_numpy()
distances = np.abs(failed[:, None] - np.array([0.6931, 0.4774, 0.3466])).min(axis=1)
assert (distances < 0.02).all()
assert last.loc[last["right"] == 4, "loss"].max() < 0.1

# section 8: from a good hidden layer every start arrives if it is frozen, most if it is free
at_end = from_hidden[from_hidden["epoch"] == XOR_EPOCHS]
arrived = (at_end["right"] == 4).groupby(at_end["variant"]).sum()
assert arrived["frozen"] == STARTS
assert counts["2 units"] / 20 < arrived["free"] / STARTS < 1

# section 13: the layer of products finds it from every start
assert (ends["right"] == 4).all()

# section 9: the network fits the training cereals best
training_errors = {name: each[0] for name, each in errors.items()}
assert min(training_errors, key=training_errors.get) == "network with two inputs"

# section 10: the head beats "no bran" on the training cereals
assert right[train].sum() > (1 - bran[train]).sum()

# section 11: the scorer orders the cereals by calories, if imperfectly
assert 0.3 < ranks[1] < 0.99
assert ranks[0] > 0.5
