"""What chapter 15 says of its own full run."""

# section 2: who draws the teeth, on the page and with five seeds
errors = {name: np.sqrt(np.mean((drawn[name] - drawn["teeth"]) ** 2)) for name in drawn}
assert errors["3 × 32"] < 0.07 < 0.1 < errors["1 × 736"] < errors["3 × 2"]
ends = lines.pivot_table("error", "seed", "network")
assert ends["3 × 2"].min() > 0.25
assert ends["1 × 8"].min() > 0.25
assert (ends["3 × 2, beside it"] < 0.03).sum() == 4
assert ends["3 × 32"].max() < 0.08
assert (ends["1 × 736"] > ends["3 × 32"]).all()

# section 4: three layers a little better, sixteen fit worse
by_rate = last.pivot_table("val_accuracy", "network", "rate")
assert (by_rate.idxmax(axis="columns") == 0.001).all()
assert by_depth["verdict"]["3 × 462"].startswith("higher by")
assert 0.004 < by_depth["difference"]["3 × 462"] < 0.009
assert fits["verdict"]["16 × 205"].startswith("higher by")
assert fits["mean"]["16 × 205"] > 5 * fits["mean"]["baseline"]
at_end = depths[depths["epoch"] == EPOCHS].groupby("variant")["accuracy"].mean()
assert at_end["16 × 205"] < at_end["baseline"] - 0.02

# section 5: what fades, what helps
glorot, he = measured["Glorot"], measured["He"]
assert glorot["signal"][-1] < glorot["signal"][0] / 100
assert max(glorot["gradient"]) < 2 * min(glorot["gradient"])
assert min(he["gradient"]) > 50 * max(glorot["gradient"])
assert he["signal"][-1] > he["signal"][0] / 5
assert abs(glorot["cosine"] - he["cosine"]) < 0.01
assert 0.9 < he["cosine"] < 0.95
assert measured["batch normalization"]["cosine"] < 0.5
assert measured["shortcuts"]["signal"][-1] > measured["shortcuts"]["signal"][0]
early, late = sixteen_table.values()
assert early["verdict"]["Glorot"].startswith("lower by")
assert early["verdict"]["batch normalization"].startswith("lower by")
assert early["verdict"]["shortcuts"].startswith("higher by")
assert all(late["verdict"][kind].startswith("lower by") for kind in ("batch normalization", "shortcuts"))
assert late["mean"]["shortcuts"] < 0.3 * late["mean"]["He"]
assert table["validation accuracy, epoch 10"]["batch normalization"] < table["validation accuracy, epoch 10"]["He"]
with_shortcuts = pd.concat([recorded.baseline().query("seed < 3"), sixteen[sixteen["variant"] == "shortcuts"]])
for metric in ("loss", "val_accuracy"):
    against_one = training.compare(with_shortcuts, metric, against="baseline")
    assert against_one["verdict"]["shortcuts"].startswith("not separated")

# section 6: depth or parameters
assert by_size["verdict"]["3 × 462"].startswith("not separated: a difference of 0.0026")
assert by_size["verdict"]["3 × 1000"].startswith("higher by")
of_equal_depth = training.compare(long, "val_accuracy", against="3 × 462", epoch=100)
assert of_equal_depth["verdict"]["3 × 1000"].startswith("higher by 0.0020")
assert (long[long["epoch"] == 100]["accuracy"] > 0.9999).all()
