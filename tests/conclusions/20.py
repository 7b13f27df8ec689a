"""What chapter 20 says of its own full run."""

# section 1: the scatter grows by 3, the root of 9
spreads = {name: values.std() for name, values in scores_by_rate.items()}
assert 2.8 < spreads["p = 0.9"] / spreads["p = 0.5"] < 3.2
assert all(abs(values.mean() - a @ w) < 0.1 for values in scores_by_rate.values())

# section 3: nothing is separated in ten epochs, but for too high a rate
assert by_loss["mean"].idxmin() in ("dropout 0.5", "dropout 0.75")
assert by_loss["verdict"].drop("baseline").str.startswith("not separated").all()
said = by_accuracy["verdict"].drop("baseline")
assert said.drop("dropout 0.9").str.startswith("not separated").all()
assert said["dropout 0.9"].startswith("lower by 0.010")
losses = own.pivot_table("val_loss", "epoch", "variant")
assert (losses[["dropout 0.75", "dropout 0.9"]].diff().loc[8:10] < 0).all().all()
assert recorded.baseline().groupby("epoch")["val_loss"].mean().loc[4:].agg(np.ptp) < 0.012

# section 3, longer: first behind, then ahead
by_epoch = longer.pivot_table("val_accuracy", "epoch", "variant")
assert (by_epoch["no dropout"] > by_epoch["dropout 0.75"])[:10].all()
gain = long_verdicts["val_accuracy"].loc["dropout 0.75"]
assert gain["low"] > 0
assert 0.001 < gain["difference"] < 0.002
mistakes = 1 - by_epoch.loc[100]
assert 0.85 < mistakes["dropout 0.75"] / mistakes["no dropout"] < 0.95
assert long_verdicts["val_accuracy"]["verdict"]["dropout 0.9"].startswith("not separated")
long_losses = longer.pivot_table("val_loss", "epoch", "variant")
assert 15 <= long_losses["no dropout"].idxmin() <= 60
assert long_losses["no dropout"][100] > 1.1 * long_losses["no dropout"].min()
assert (long_losses.loc[100, ["dropout 0.75", "dropout 0.9"]] < long_losses["no dropout"][100]).all()

# section 4: below the validation accuracy, and yet a gap
mean_gaps = ends.groupby("variant")[gaps].mean()
assert mean_gaps["reported gap"]["dropout 0.9"] < -0.025
assert (mean_gaps["gap, dropout off"] > 0.02).all()
assert honest.loc[["dropout 0.5", "dropout 0.75", "dropout 0.9"], "verdict"].str.startswith("lower").all()

# section 5: the penalty is paid
means = ends.groupby("variant", sort=False)[measured].mean()
assert means["root of Σw²a²"].is_monotonic_decreasing
assert ratio["verdict"].drop("no dropout").str.startswith("lower").all()
fall = 1 - means.loc["dropout 0.9"] / means.loc["no dropout"]
assert 0.44 < fall["root of Σw²a²"] < 0.52
assert fall["spread of the output weights"] < 0.25

# section 6: hardly a unit is indispensable
left = training.compare(ends, "90% removed", against="no dropout")
assert 0.77 < left["mean"]["no dropout"] < 0.85
assert left.loc[["dropout 0.75", "dropout 0.9"], "low"].gt(0).all()
assert left.loc[["dropout 0.75", "dropout 0.9"], "difference"].between(0.045, 0.06).all()
assert left["verdict"][["dropout 0.1", "dropout 0.25", "dropout 0.5"]].str.startswith("not separated").all()
assert all(values[10] > 0.92 and values[-1] < 0.85 for values in curves.values())

# section 8: one pass does it
assert doubt_verdicts["mistakes"]["verdict"]["mean"].startswith("not separated")
assert doubt_verdicts["mistakes"]["verdict"]["scatter"].startswith("lower")
assert 0.003 < doubt_verdicts["turned"]["difference"]["mean"] < 0.009
assert doubt_verdicts["turned"]["verdict"]["scatter"].startswith("not separated")
assert wrong[tenth].mean() > 5 * wrong.mean()
