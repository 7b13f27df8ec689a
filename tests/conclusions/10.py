"""What chapter 10 says of its own full run."""

assert not wine.attrs["stand_in"]

# sections 1 and 2: the table and its split
assert len(wine) == 1599
assert grades.to_dict() == {3: 10, 4: 53, 5: 681, 6: 638, 7: 199, 8: 18}
assert (grades[5] + grades[6]) / len(wine) > 0.8
assert correlation.abs().max() < 0.5
assert correlation.idxmax() == "alcohol"
assert correlation.idxmin() == "volatile acidity"
assert list(train.index[:4]) == [1109, 1032, 1002, 487]
assert (len(train), len(valid), outside) == (1119, 480, 13)
assert (low["quality"], high["quality"]) == (3, 8)

# section 3: the four answers, and what the weights say
errors = {name: error(y_val, answer) for name, answer in answers.items()}
four = [errors[name] for name in ("mean grade", "median grade", "least squares")]
assert [round(value, 4) for value in four] == [0.1405, 0.1329, 0.0988]
assert 0.0968 < errors["linear unit"] < errors["least squares"]
assert weights["correlation"]["citric acid"] > 0.2
assert weights["linear unit"]["citric acid"] < 0
sure = weights[(weights["from"] > 0) | (weights["to"] < 0)]
assert {"alcohol", "volatile acidity", "sulphates"} <= set(sure.index)
three = weights.loc[["alcohol", "volatile acidity", "sulphates"], "linear unit"]
assert three.abs().min() > weights["linear unit"].drop(three.index).abs().max() - 0.02
assert not {"density", "fixed acidity", "citric acid"} & set(sure.index)
assert (weights["to"] - weights["from"]).nlargest(2).index.sort_values().tolist() == ["density", "fixed acidity"]

# section 4: ten epochs buy nothing
assert abs(errors[f"network, {EPOCHS} epochs"] - errors["linear unit"]) < 0.006

# section 5: signal and noise
ends = signal_runs[signal_runs["epoch"] == FEW_EPOCHS].groupby("variant")[["loss", "val_loss"]].mean()
starts = signal_runs[signal_runs["epoch"] == 1].groupby("variant")["loss"].mean()
assert (ends["loss"] < starts / 2).all()
assert ends["val_loss"]["shuffled grades"] > median_error
assert ends["val_loss"]["true grades"] < median_error

# section 6: the run with early stopping beats the twelve numbers, by eight percent or so
assert 30 < len(curves) < 200
assert 0.05 < 1 - errors["network, early stopping"] / errors["linear unit"] < 0.11

# section 7: twins
assert (wine.duplicated().sum(), shared.sum()) == (240, 90)
by_group = pd.DataFrame(rows).T
assert by_group["all"].idxmin() == "nearest neighbor"
assert by_group["seen in training"]["nearest neighbor"] < 1e-6
assert by_group["new"].idxmax() == "nearest neighbor"
lead = by_group.loc["linear unit"] - by_group.loc["network, early stopping"]
assert lead["seen in training"] > 3 * abs(lead["new"])
new = means["val_new"]
assert abs(new.iloc[-1] - new[10]) < 0.002
assert means["val_shared"].iloc[-1] < means["val_shared"][10] - 0.005

# section 8: five folds
assert len(once) == 1359
held = judged.pivot_table("held out", "variant", "seed")
assert held.loc["linear unit"].max() / held.loc["linear unit"].min() > 1.1

assert all(
    fair["verdict"][name].startswith("not separated") for name in ("16 units", "16 and 16 units", "large network")
)
assert all(fair["verdict"][name].startswith("lower by") for name in ("large, dropout 0.3", "large, L2 0.0001"))
assert remedies["verdict"]["large, dropout 0.3"].startswith("lower by")
assert remedies["verdict"]["large, L2 0.0001"].startswith("not separated")

# section 9: rounding
gain = rounding["mean"]["linear unit"] - rounding["mean"]["linear unit, rounded"]
assert gain > 0.1 * rounding["mean"]["linear unit"]
assert gain > 1.8 * (fair["mean"]["linear unit"] - fair["mean"].min())
assert rounding["verdict"]["linear unit, rounded"].startswith("lower by")
assert [name for name in all_rounded.index[1:] if all_rounded["verdict"][name].startswith("lower by")] == ["16 units"]

# section 10: rivals, all rounded
table = pd.DataFrame({name: each.mean() for name, each in found.items()})
assert table["every row"]["kernel ridge"] < table["every row"]["least squares"] - 0.01
assert duel["verdict"]["kernel ridge"].startswith("not separated")
assert table.loc["nearest neighbor", "each row once"] > 1.15 * table.loc["nearest neighbor", "every row"]
