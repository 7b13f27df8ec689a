"""What chapter 03 says of its own full run."""

# section 10: the two right endings coincide, the flag forgotten hardly reads, softmax twice cannot get below its floor
accuracy = last.pivot_table("val_accuracy", "variant", "seed")
right = accuracy.loc["scores, from_logits=True"]
assert (abs(right - accuracy.loc["softmax, no flag"]) < 0.01).all()
assert accuracy.loc["scores, flag forgotten"].max() < 0.5
assert right.min() > 0.88
assert accuracy.loc["softmax twice"].min() > 0.85
assert frame.loc[frame["variant"] == "softmax twice", "val_loss"].min() > floor

# section 11: the squared error after softmax ends level with cross-entropy, that of the scores 2 to 3 points lower
ended = ends.pivot_table("val_accuracy", "variant", "seed")
level = ended.loc[["cross-entropy", "squared error after softmax"]]
assert abs(level.iloc[0].mean() - level.iloc[1].mean()) < 0.01
assert (ended.loc["squared error of scores"] < level.min()).all()
assert 0.01 < level.mean(axis=None) - ended.loc["squared error of scores"].mean() < 0.04

# section 13: the weight raises recall and costs precision; a lower threshold does the same
of_eights = runs[runs["epoch"] == EPOCHS].groupby("variant").mean(numeric_only=True)
light, heavier = of_eights.loc["no weights"], of_eights.loc["eights 9 times"]
assert heavier["recall, p > 0.5"] > light["recall, p > 0.5"] + 0.1
assert heavier["precision, p > 0.5"] < light["precision, p > 0.5"] - 0.1
assert abs(heavier["recall, p > 0.5"] - light["recall, p > 0.1"]) < 0.1
assert abs(heavier["precision, p > 0.5"] - light["precision, p > 0.1"]) < 0.1
