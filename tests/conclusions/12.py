"""What chapter 12 says of its own full run."""

# section 1: raw pixels at five rates
accuracy, losses = by_accuracy["mean"].drop("baseline"), by_loss["mean"].drop("baseline")
assert accuracy.idxmax() == "raw pixels, rate 0.001"
assert losses.idxmin() == "raw pixels, rate 0.003"
assert by_accuracy["verdict"].drop("baseline").str.startswith("lower by").all()
assert by_loss["verdict"].drop("baseline").str.startswith("higher by").all()
assert 0.04 < by_accuracy["mean"]["baseline"] - accuracy["raw pixels, rate 0.0001"] < 0.06
assert losses.min() > 4 * by_loss["mean"]["baseline"]

# section 4: SGD

# section 6: the control, and each fault alone
said, mean = parts_loss["verdict"], parts_loss["mean"]
assert said["start and steps mended"].startswith("not separated")
assert parts_accuracy["verdict"]["start and steps mended"].startswith("not separated")
assert mean["only the steps wrong"] < mean["both wrong: raw"] < mean["only the start wrong"]
assert parts_accuracy["mean"].idxmin() == "only the start wrong"
