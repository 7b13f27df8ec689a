"""What chapter 12 says of its own full run."""

# section 1: raw pixels at five rates
raw_accuracy, raw_losses = by_accuracy["mean"].drop("baseline"), by_loss["mean"].drop("baseline")
assert raw_accuracy.idxmax() == "raw pixels, rate 0.001"
assert by_accuracy["verdict"].drop(["baseline", "raw pixels, rate 0.001"]).str.startswith("lower by").all()
assert 0.005 < by_accuracy["mean"]["baseline"] - raw_accuracy["raw pixels, rate 0.001"] < 0.015
assert by_loss["verdict"].drop("baseline").str.startswith("higher by").all()
assert 0.045 < by_accuracy["mean"]["baseline"] - raw_accuracy["raw pixels, rate 0.0001"] < 0.055
assert raw_losses.iloc[-2:].max() < raw_losses.iloc[:-2].min()
assert raw_losses.min() > 3 * by_loss["mean"]["baseline"]

# section 4: SGD
assert last["val_accuracy"]["raw, 0.1"] < 0.15
assert last["val_accuracy"]["scaled, 0.1"] > 0.85
assert abs(last["val_accuracy"]["raw, 0.001"] - last["val_accuracy"]["scaled, 0.1"]) < 0.03
assert last["val_loss"]["raw, 0.001"] > 3 * last["val_loss"]["scaled, 0.1"]
assert last["val_loss"]["raw, 0.001"] < last["val_loss"]["raw, 0.00001"] < last["val_loss"]["raw, 0.0000001"]

# section 5: the two runs are one
pairs = watched.pivot_table(["loss", "val_loss"], "epoch", "variant")
for figure in ("loss", "val_loss"):
    assert (pairs[figure]["scaled"] - pairs[figure]["raw, mended"]).abs().max() < 0.0005

# section 6: the control, each fault alone, and the answer about the rate
said, mean = parts_loss["verdict"], parts_loss["mean"]
assert said["start and steps mended"].startswith("not separated")
assert parts_accuracy["verdict"]["start and steps mended"].startswith("not separated")
assert mean["only the steps wrong"] < mean["both wrong: raw"] < mean["only the start wrong"]
assert parts_accuracy["mean"].idxmin() == "only the start wrong"
assert best["start mended"] == 0.00003
assert best["raw pixels"] == 0.001
assert at_best["verdict"]["start mended, rate 0.00003"].startswith("not separated")
assert 12 < by_loss["mean"]["raw pixels, rate 0.001"] / by_loss["mean"]["baseline"] < 18

# section 8: scalers
assert 0.003 < scalers_accuracy["difference"]["standardized"] < 0.008
assert scalers_accuracy["verdict"]["standardized"].startswith("higher by")
assert scalers_loss["verdict"]["standardized"].startswith("not separated")
assert scalers_accuracy["verdict"]["each pixel standardized"].startswith("lower by")
assert 1.2 < scalers_loss["mean"]["each pixel standardized"] / scalers_loss["mean"]["baseline"] < 1.4
assert 0.5 < -100 * scalers_accuracy["difference"]["each pixel standardized"] < 0.8
