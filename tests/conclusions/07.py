"""What chapter 07 says of its own full run."""

# section 1: the floor, its control, and the order of the four rates
assert ends["always 0.5, no noise"] < 1e-6
assert ends["0.5, falling like 1/t"] < ends["always 0.02"] < ends["always 0.5"] < ends["0.5, falling too fast"]

# section 8: each at its best first rate
assert best["constant"] == best["piecewise"] == best["cosine"] == 0.5
assert best["warm-up"] == best["warm-up and cosine"] == 1.0
said = at_best["verdict"]
assert said["warm-up and cosine"].startswith("lower by")
assert all(said[way].startswith("not separated") for way in ("piecewise", "warm-up"))
assert all(said[way].startswith("higher by") for way in ("cosine", "1/t", "exponential"))
falling = ["piecewise", "cosine", "1/t", "exponential"]
of_training = chosen.groupby("way")["loss"].mean()
assert of_training[falling].min() > of_training.drop(falling).max()

# section 8: all at 1.0
said = at_large["verdict"]
assert (at_large["difference"].drop("constant") < 0).all()
assert all(said[way].startswith("lower by") for way in ("warm-up", "warm-up and cosine"))
assert all(said[way].startswith("not separated") for way in ("piecewise", "exponential", "1/t", "cosine"))
spread = at_one.groupby("way")["val_loss"].std()
assert spread.idxmax() == "constant"

# section 8: the reader's own network
assert in_own["verdict"]["warm-up and cosine"].startswith("lower by")

# section 9: the warm-up keeps the units alive, the cosine does not
dead = roll[roll["epoch"] == 1].groupby("variant")["dead units"].mean()
assert dead[["constant", "cosine"]].between(0.25, 0.55).all()
assert dead[["warm-up", "warm-up and cosine"]].max() < 0.15
assert roll_call["mean"]["constant, half the rate"] < 0.02
assert all(roll_call["verdict"][way].startswith("lower by") for way in ("warm-up", "warm-up and cosine"))
end = roll[roll["epoch"] == EPOCHS].groupby("variant")["val_loss"].mean()
assert end[["warm-up", "warm-up and cosine"]].max() < end[["constant", "cosine"]].min()

# section 10: one run until the rate falls, then the lowered one lies below
fall = lowered["epoch"][lowered["learning_rate"] < LARGE_RATE].min()
before, after = lowered["epoch"] < fall, lowered["epoch"] >= fall
assert (lowered["val_loss"][before] == going_on["val_loss"][before]).all()
assert (lowered["val_loss"][after] < going_on["val_loss"][after]).all()
assert lowered["val_loss"].min() > at_best["mean"]["constant"]
