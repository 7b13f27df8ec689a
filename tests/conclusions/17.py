"""What chapter 17 says of its own full run."""

# section 1: names and their defaults
assert sorted(lengths, key=lengths.get)[:4] == ["Adadelta", "Adagrad", "SGD", "momentum"]
assert 1_000 < max(lengths.values()) / lengths["Adadelta"] < 100_000
accuracies = by_accuracy["mean"].sort_values()
assert list(accuracies.index[:3]) == ["Adadelta 0.001", "Adagrad 0.001", "SGD 0.01"]

# section 2: each grid holds the stretch from half of the way down to the bottom
for name, losses in tests.items():
    own = grid.loc[name].dropna()
    assert own.index.min() <= half_way[name] <= bottoms[name] <= own.index.max()
    assert losses.max() > 2.5 > 1.3 > losses.min()

# section 3: cliffs, the low side, the judges
for name in tests:
    own = grid.loc[name].dropna()
    place = own.index.get_loc(own.idxmin())
    assert len(own) == (6 if name == "SGD" else 5)
    assert 0 < place < len(own) - 1
    assert own.iloc[place - 1] < 1.22 * own.min()
assert best.to_dict() == {"SGD": 1.0, "momentum": 0.1, "RMSprop": 0.0003, "Adam": 0.001}
assert grid.loc["SGD", 3.0] > 2 < grid.loc["momentum", 1.0]
assert (grid.loc[["Adam", "RMSprop"], 0.01] > 2 * grid.min(axis=1)[["Adam", "RMSprop"]]).all()
assert grid.max(axis=1)[["Adam", "RMSprop"]].max() < 0.6
assert grid.loc["momentum", 0.1] < grid.loc["SGD", 0.1] < 0.15 * grid.loc["momentum", 1.0] > grid.loc["SGD", 1.0]
assert (best_rates.loc[["SGD", "momentum"]].nunique(axis=1) == 1).all()
assert list(best_rates.loc["Adam"]) == [0.003, 0.001, 0.003]
assert list(best_rates.loc["RMSprop"]) == [0.003, 0.0003, 0.003]

# section 4: three judges
said = fastest["verdict"]
assert all(said[name].startswith("lower") for name in ("SGD 1", "momentum 0.1", "RMSprop 0.003"))
assert said["Adam 0.003"].startswith("not separated")
assert fastest["mean"][["momentum 0.1", "RMSprop 0.003"]].max() < 0.35 * fastest["mean"]["baseline"]
curves = own_best("training loss").groupby(["epoch", "variant"])["loss"].mean().unstack()
assert (curves.loc[1:3].idxmin(axis=1) == "Adam 0.003").all()
assert (curves.loc[1:3].idxmax(axis=1) == "SGD 1").all()
assert (curves.loc[7:, "SGD 1"] < curves.loc[7:, "Adam 0.003"]).all()
assert curves.loc[6, "SGD 1"] > curves.loc[6, "Adam 0.003"]
by_loss, by_images = on_new["validation loss"], on_new["validation accuracy"]
assert by_loss["verdict"].iloc[1:].str.startswith("not separated").all()
assert ((by_loss["high"] - by_loss["difference"]) < 0.11 * by_loss["mean"]["baseline"]).all()
assert by_images["verdict"]["RMSprop 0.003"].startswith("higher by 0.009")
assert by_images["verdict"].drop(["baseline", "RMSprop 0.003"]).str.startswith("not separated").all()
high = tuned[(tuned["optimizer"] == "RMSprop") & (tuned["rate"] == 0.003)]["val_loss"].mean()
assert high > 1.1 * by_loss["mean"]["baseline"]

# section 6: neither carries over
rates_of = carried["best rate"].unstack()
assert list(rates_of.loc["SGD", ["64", "1000", "3 × 100"]]) == [0.5, 1.0, 0.1]
assert list(rates_of.loc["Adam", ["64", "1000", "3 × 100"]]) == [0.01, 0.001, 0.0003]
paid = carried["times"].unstack()
assert paid.loc["Adam"].max() < 1.21
assert 1.25 < paid.loc["SGD", "64"] < 1.4
assert paid.loc["SGD", "3 × 100"] > 8

# section 7: the clock
assert seconds["Adam"] > seconds["SGD"]

# section 5: AdamW
of_judge = {judge: frame["verdict"] for judge, frame in verdicts.items()}
defaults_like = pd.concat({judge: frame["difference"] for judge, frame in verdicts.items()}).xs("AdamW 0.001", level=1)
assert defaults_like.abs().max() < 0.001
assert all(said["AdamW 0.001"].startswith("not separated") for said in of_judge.values())
found = table.index[0]
assert of_judge["validation loss"][found].startswith("not separated")
assert of_judge["validation accuracy"][found].startswith("lower by 0.007")
assert verdicts["training loss"]["mean"][found] > 3 * verdicts["training loss"]["mean"]["baseline"]
assert table["val_loss"].iloc[1] - table["val_loss"].iloc[0] < 0.0001
assert table["taken by decay"].iloc[:2].between(0.8, 0.87).all()
assert (table["taken by decay"].iloc[-2:] > 0.99).all()
assert table["loss"].idxmin() == table["val_accuracy"].idxmax() == table.index[2]
