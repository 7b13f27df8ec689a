"""What chapter 04 says of its own full run."""

# section 4: the noise of a gradient falls with the root of the batch size
measured, by_law = noise["standard deviation"], noise["s / √B"]
assert (abs(measured / by_law - 1) < 0.06).all()

# section 4: each batch size has a rate of its own, and then they end level
assert grid.loc[0.1].idxmax() == "batch, 64"
assert best_rate["batch, 64"] == 0.3
assert best_rate["mini-batch, 8"] == 0.1
assert best_rate["stochastic, 1"] == 0.01
assert (grid.min() - line_loss(*best) < 0.01).all()
assert not {grid.index[0], grid.index[-1]} & set(best_rate)

# section 4: what stays is proportional to η/B
assert (extra.shift(-1) / extra).dropna().stack().between(1.8, 2.4).all()
assert (extra.iloc[:, 1:].to_numpy() / extra.iloc[:, :-1].to_numpy() < 0.28).all()
assert (extra.iloc[:, 1:].to_numpy() / extra.iloc[:, :-1].to_numpy() > 0.2).all()

# section 10: the rate, and by hand as fit gives
assert (val_losses.idxmin() == 0.3).all()
last = runs[runs["epoch"] == DIGIT_EPOCHS].groupby("variant")
loss = last["loss"].mean()
assert abs(loss["by hand"] - loss["fit"]) < 0.002
assert loss["no hidden layer"] > loss["by hand"] + 0.08
assert verdicts["verdict"]["no hidden layer"].startswith("higher by")
assert accuracies["verdict"]["no hidden layer"].startswith("lower by")
assert (runs.groupby("variant")["validation accuracy"].mean()[["by hand", "fit"]] > 0.905).all()

# section 10: pixels that are never lit have weights that never moved
assert never.sum() > 50
assert np.abs(change[never]).max() == 0
assert np.abs(change[~never]).max() > 0.1

# section 11: backward costs about as much as two forward passes, finite differences far more
assert both < 8 * forward_only
assert 2 * count * forward_only > 1_000 * both
