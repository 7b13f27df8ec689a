"""What chapter 15 says of its own full run."""

# section 2: who draws the teeth, on the page and with five seeds
errors = {name: np.sqrt(np.mean((drawn[name] - drawn["teeth"]) ** 2)) for name in drawn}
assert errors["3 × 32"] < 0.05 < errors["1 × 736"] < errors["3 × 2"]
ends = lines.pivot_table("error", "seed", "network")
assert ends["3 × 2"].min() > 0.25
assert ends["1 × 8"].min() > 0.25
assert ends["3 × 2, beside it"].max() < 0.05
assert ends["3 × 32"].max() < 0.04
for wide in ("1 × 736", "1 × 736, rate 0.003", "1 × 736, rate 0.03"):
    assert (ends[wide] > ends["3 × 32"]).all()
    assert ends[wide].mean() > 5 * ends["3 × 32"].mean()

# section 4: rates, depths at their best, and what three seeds would have said
assert best.to_dict() == {
    "1 × 1000": "0.003",
    "2 × 578": "0.001",
    "3 × 462": "0.001",
    "5 × 357": "0.0003",
    "16 × 205": "0.001",
}
assert 0.015 < grid.loc["1 × 1000", "0.003"] - grid.loc["1 × 1000", "0.01"] < 0.025
assert grid.loc["16 × 205", "0.01"] < 0.25
assert of_best["verdict"]["2 × 578"].startswith("not separated: a difference of 0.0047")
assert of_best["verdict"]["3 × 462"].startswith("not separated: a difference of 0.0072")
assert of_best["verdict"]["16 × 205"].startswith("lower by")
three = pd.concat([recorded.baseline(), shown(every, {"3 × 462, rate 0.001": "3 × 462"})]).query("seed < 3")
of_three = training.compare(three, "val_accuracy", against="baseline")
assert of_three["verdict"]["3 × 462"].startswith("higher by 0.0061")
assert all(fits["verdict"][size].startswith("higher by") for size in ("5 × 357", "16 × 205"))
assert fits["mean"]["16 × 205"] > 10 * fits["mean"]["1 × 1000"]
kindest = every[(every["epoch"] == EPOCHS) & (every["variant"] == "16 × 205, rate 0.0003")]
assert kindest["loss"].mean() > 3 * fits["mean"]["1 × 1000"]
at_end = depths[depths["epoch"] == EPOCHS].groupby("variant")["accuracy"].mean()
assert at_end["16 × 205"] < at_end["1 × 1000"] - 0.02

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
assert early["verdict"]["Glorot"].startswith("lower by")
assert early["verdict"]["batch normalization"].startswith("lower by")
assert early["verdict"]["shortcuts"].startswith("higher by")
assert late["verdict"]["Glorot"].startswith("higher by")
assert late["verdict"]["batch normalization"].startswith("not separated")
assert late["verdict"]["shortcuts"].startswith("lower by")
first = sixteen[sixteen["epoch"] == 1].groupby("variant")["accuracy"].mean()
assert first["batch normalization"] < first["He"] - 0.1
assert 0.2 < late["mean"]["shortcuts"] / late["mean"]["He"] < 0.3
of_validation = training.compare(sixteen, "val_accuracy", against="He")
assert of_validation["verdict"]["batch normalization"].startswith("lower by 0.030")
with_shortcuts = pd.concat([recorded.baseline(), sixteen[sixteen["variant"] == "shortcuts"]])
assert training.compare(with_shortcuts, "loss", "baseline")["verdict"]["shortcuts"].startswith("not separated")
assert training.compare(with_shortcuts, "val_accuracy", "baseline")["verdict"]["shortcuts"].startswith("lower by")

# section 6: depth or parameters
assert by_size["verdict"]["3 × 462"].startswith("not separated: a difference of 0.0026")
assert by_size["verdict"]["3 × 1000"].startswith("higher by")
of_equal_depth = training.compare(long, "val_accuracy", against="3 × 462", epoch=100)
assert of_equal_depth["verdict"]["3 × 1000"].startswith("higher by 0.0020")
assert (long[long["epoch"] == 100]["accuracy"] > 0.9999).all()
of_last_twenty = long[long["epoch"] > 80].groupby("variant")["val_accuracy"].mean()
assert abs(of_last_twenty["3 × 462"] - of_last_twenty["1 × 1000"]) < 0.001
assert of_last_twenty["3 × 1000"] > of_last_twenty["3 × 462"] + 0.001 > of_last_twenty["1 × 1000"] + 0.001
