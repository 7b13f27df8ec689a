"""What chapter 06 says of its own full run."""

# section 2: where the uncorrected average begins
assert 0.1 < averages(temperature, 0.98)[0][0] < 0.3

# section 4: momentum gains with κ, nothing at κ = 1, and 0.9 takes the same number of steps everywhere
assert table_of_steps["SGD"][100] == 346
assert table_of_steps["momentum"][100] == 56
assert table_of_steps["momentum, β = 0.9"].between(130, 150).all()
assert swings["momentum, β = 0.4"] < swings["SGD"] < swings["momentum, β = 0.9"]

# section 5: at equal effective rates nothing is gained
assert list(escaped.values()) == [338, 392, 68]

# section 7: rare features, and the control
assert 0.3 < rare["last weight, rare"]["SGD"] < 0.4
assert 0.6 < rare["last weight, rare"]["momentum"] < 0.9
assert rare["last weight, rare"][["AdaGrad", "RMSprop", "Adam"]].between(0.94, 1.06).all()
assert rare["error, rare"][["AdaGrad", "Adam"]].max() < rare["error, rare"]["SGD"] / 10
assert rare["error, control"][["AdaGrad", "Adam"]].min() > 0.5 * rare["error, control"]["SGD"]
assert rare["rate, rare"].between(0.01, 0.3).all()  # none at an end of the grid

# section 8: your own network
means = pd.DataFrame(own).T["mean"]
assert abs(means["SGD"] - means["momentum"]) < 0.01
assert means[["momentum, larger", "Adam"]].min() > means[["SGD", "momentum"]].max() + 0.01

# section 10: damaged images ruin the network, clipping saves it, and changes little without them
by_variant = accidents.groupby("variant")[["accuracy", "dead units", "median norm", "largest norm"]].mean()
accuracy = by_variant["accuracy"]
assert accuracy["damaged, as it is"] < 0.4
assert by_variant["dead units"]["damaged, as it is"] > 0.7
assert accuracy["damaged, clipped"] > accuracy["clean, as it is"] - 0.015
assert abs(accuracy["clean, clipped"] - accuracy["clean, as it is"]) < 0.01
assert by_variant["largest norm"]["damaged, as it is"] > 24 * by_variant["median norm"]["clean, as it is"]

# section 11: the grids, and each at its best
assert best.to_dict() == {"SGD": 0.5, "momentum": 0.1, "Adam": 0.01}
training_loss = last.pivot_table("loss", "variant", "rate")
for rate in (0.03, 0.1, 0.3):  # equal effective rates
    assert 0.97 < training_loss.loc["momentum", round(rate / 10, 3)] / training_loss.loc["SGD", rate] < 1.08
assert training_loss.loc["SGD", 3.0] > 10 * training_loss.loc["momentum", 0.3]
spread = last.groupby(["variant", "rate"])["val_loss"].std()["SGD"].drop(3.0)
assert spread.idxmax() == 1.0
assert 1.6 < grid.loc["Adam"].max() / grid.loc["Adam"].min() < 1.9
said = {metric: table["verdict"] for metric, table in verdicts.items()}
assert all(said["training loss"][name].startswith("lower by") for name in ("momentum", "Adam"))
assert all(said["validation loss"][name].startswith("not separated") for name in ("momentum", "Adam"))
assert said["accuracy"]["momentum"].startswith("not separated")
assert said["accuracy"]["Adam"].startswith("higher by")
without = last[last["rate"] == last["variant"].map(best.to_dict() | {"SGD": 0.3})]  # 0.5 left out of SGD's grid
for metric, side in (("loss", "lower"), ("val_loss", "lower"), ("val_accuracy", "higher")):
    for name in ("momentum", "Adam"):
        assert training.compare(without, metric, against="SGD")["verdict"][name].startswith(f"{side} by")
