"""What chapter 11 says of its own full run."""

# section 3: nearly all training images, about 94 of 100 validation images
trained = dict(zip(("loss", "accuracy"), model.evaluate(digits.x_train, digits.y_train, verbose=0), strict=True))
assert trained["accuracy"] > 0.99
assert 0.925 < in_one_line < 0.945

# section 4: the rate of softmax regression, and what the hidden layer is worth
assert grid.drop("baseline")["val_accuracy"].idxmax() == grid.drop("baseline")["val_loss"].idxmin() == names[3]
assert names[3] == f"softmax regression {rate:g}"
assert 0.03 < grid["val_accuracy"]["baseline"] - grid["val_accuracy"].drop("baseline").max() < 0.045

# section 5: about a point between equals
assert 0.009 < by_seed.max() - by_seed.min() < 0.012
assert spread["s"]["raw pixels"] > 2 * spread["s"]["vanilla network"]
assert each_epoch.idxmax() == 1
assert each_epoch.between(0.002, 0.005).all()

# section 6: the verdicts
assert verdicts["verdict"][rates[1]].startswith("higher by")
assert unpaired < 1.2 * s_d
assert all(verdict.startswith("lower by") for verdict in table["verdict"][1:])

# section 7: what verdicts are worth
assert 0.09 < worth["false alarms of ranges"][3] < 0.11
assert worth["false alarms of intervals"].between(0.045, 0.055).all()
assert 0.27 < worth["2s is seen"][3] < 0.31

# section 8: other images
assert (by_image["standard error, by pairs"] < 0.75 * by_image["without pairs"]).all()
assert abs(by_image["difference"].iloc[1]) > 4 * by_image["standard error, by pairs"].iloc[1]
assert abs(by_image["difference"].iloc[0]) < 2 * by_image["standard error, by pairs"].iloc[0]

# section 9: most of the lead is left
assert trap.loc["lead", "test"] > 0.75 * trap.loc["lead", "validation"]
