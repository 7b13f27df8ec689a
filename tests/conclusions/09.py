"""What chapter 09 says of its own full run."""

# section 1: a few dozen pixels are never used, four values in five are 0
assert never_used.sum() == 67
assert 0.79 < np.mean(train_images == 0) < 0.83

# section 5: more than 90 of 100
assert 0.905 < baseline_accuracy < 0.935

# section 6: about 2.8, of which 2.3 to 2.45 and 0.51
fresh = loss_taken_apart(build(LEARNING_RATE))
assert 2.75 < fresh["loss by Keras"] < 2.9
assert abs(fresh["L2 penalty"] - 0.512) < 0.005

# section 7: better on the validation images at first, later the other way round; the averaging explains most of it
assert history["val_accuracy"][0] > history["accuracy"][0]
assert history["val_accuracy"][-1] < history["accuracy"][-1]
assert reported + 0.015 < at_end["training images, dropout on"] < at_end["training images"]
assert at_end["training images"] > at_end["validation images"] - 0.005
assert best >= MAX_EPOCHS - 3
assert len(curves) == MAX_EPOCHS
ended = loss_taken_apart(model)
assert 0.1 < ended["L2 penalty"] / ended["loss by Keras"] < 0.6
assert 4 < (1 - baseline_accuracy) / (1 - val_accuracy) < 7

# section 8: the falling rate and batch normalization matter; dropout or L2 alone can go, dropout just so
lost = by_loss["difference"]
assert lost["constant rate"] > lost["without batch normalization"] > lost["without dropout"] > 0
assert all(by_loss["verdict"][name].startswith("not separated") for name in ("without L2", "without dropout"))
assert -0.001 < by_loss["low"]["without dropout"] <= 0
named = ("constant rate", "without batch normalization", "without all three")
assert all(by_loss["verdict"][name].startswith("higher by") for name in named)

# section 9: too sure rather than too modest, and the shifts
assert confidence.mean() > 0.97
assert stress["512-512 network"][0] > 0.98
assert stress["512-512 network"][4] < 0.5
assert stress["softmax regression"][4] < 0.5

# section 10
assert 0.978 < test_accuracy < 0.99

# section 12: the reader's digits
assert read(own).argmax() == 3
assert read(from_paper).argmax() == 5
