"""What chapter 18 says of its own full run."""

# sections 1 and 2: the gap, and surer mistakes
assert gaps["training accuracy"]["late"] == 1.0
assert gaps["gap"]["at the start"] < 0.02 < 0.04 < gaps["gap"]["early"] < gaps["gap"]["late"]
assert gaps["training loss"]["late"] < 0.1 * gaps["training loss"]["early"]
assert gaps["validation accuracy"].idxmax() == "late"
assert curves["val_loss"].min() < curves["val_loss"].iloc[-1] < 1.2 * curves["val_loss"].min()
assert split["loss from right images"]["late"] < 0.5 * split["loss from right images"]["early"]
assert split["loss from mistakes"]["late"] > split["loss from mistakes"]["early"]
assert split["mistakes"]["late"] < split["mistakes"]["early"]
assert split["mean confidence in a mistake"]["late"] > split["mean confidence in a mistake"]["early"]
assert (np.sort(by_hand.softmax(val_scores).max(axis=1)[val_scores.argmax(axis=1) != digits.y_val])[-12:] > 0.99).all()

# section 3: one factor
assert best < 0.8
without, scaled_back = (judged[name] for name in scaled)
assert 0.7 < scaled_back["loss"] / without["loss"] < 0.87
assert scaled_back["accuracy"] == without["accuracy"]
assert abs(scaled_back["mean confidence"] - scaled_back["accuracy"]) < 0.01 < without["mean confidence"] - 0.955
assert (np.diff(by_factor["training images"]) < 0).all()
before, after = honest.values()
assert 0.75 < before["right"].iloc[3] < 0.88
assert (after["right"] - after["confidence"]).abs().max() < 0.09

# section 4: room for anything
assert (hearts["training accuracy"] == 1).all()
assert 0.05 < hearts["validation accuracy"]["shuffled labels"] < 0.17
assert hearts["validation accuracy"]["true labels"] > 0.8
quick, slow = hearts["epochs until 99 % are right"]
assert quick < 0.5 * slow
assert 0.5 < hearts["distance from the start"].iloc[0] / hearts["distance from the start"].iloc[1] < 0.7

# section 5: wrong labels are learned last
means = noise.groupby("epoch")[["the true digit", "the wrong label"]].mean()
assert means["the true digit"][1:3].between(0.88, 0.94).all()
assert means["the wrong label"][20] > 0.8
assert (halfway.min(), halfway.max()) == (10, 11)
said = ends["verdict"].xs("stopped after 4", level=1)
assert said["val_accuracy"].startswith("higher by 0.02")
assert said["val_loss"].startswith("not separated")

# section 6: more images
by_images = last.groupby("images")[["accuracy", "val_accuracy", "gap"]].mean()
assert (by_images["gap"].diff().dropna() < 0).all()
assert by_images["gap"][25_000] < 0.02
assert by_images["val_accuracy"][25_000] > 0.95
assert accuracies["verdict"]["25,000 images"].startswith("higher by 0.019")
young = sizes[(sizes["epoch"] == 10) & (sizes["images"] < 5_000)].groupby("images")["val_accuracy"].mean()
assert (young - by_images["val_accuracy"][[200, 1_000]]).abs().max() < 0.01

# section 7: more units
by_units_accuracy = at_end.groupby("units")[["accuracy", "val_accuracy", "gap"]].mean()
assert (by_units_accuracy["val_accuracy"].diff().dropna() > 0).all()
assert by_units_accuracy["gap"].idxmax() == 300
assert by_units["verdict"]["2,000 units"].startswith("not separated")
assert (by_units["mean"][narrow] < by_units["mean"]["baseline"]).all()

# section 8: the weights
of_kept = kept[["gap", "spread of the output weights"]].mean()
assert of_kept["gap"][200] > 20 * of_kept["gap"][25_000]
assert of_kept["spread of the output weights"].max() < 1.15 * of_kept["spread of the output weights"].min()
