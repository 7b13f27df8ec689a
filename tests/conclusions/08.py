"""What chapter 08 says of its own full run."""

# sections 1 to 4: the U over degree and strength
assert by_degree["error on new points"].idxmin() == 3
assert by_degree["variance"].is_monotonic_increasing
assert by_strength["error on new points"].idxmin() == 0.01
assert by_strength["squared bias"].is_monotonic_increasing

# section 3: overfitting, and more images
assert overfit["accuracy"][-1] > 0.995
turn = int(np.argmin(overfit["val_loss"]))
assert 4 < turn < EPOCHS - 5
assert overfit["val_loss"][-1] > overfit["val_loss"][turn] + 0.01
assert max(overfit["val_accuracy"][turn:]) - overfit["val_accuracy"][-1] < 0.02
assert all(by_images["verdict"][name].startswith("lower by") for name in ("2,000 images", "5,000 images"))

# section 7: the training loss is no guide
assert watching > ours["epochs run"]

# section 10: the averages are not ready
slow, quick, own = losses.values()
assert slow > quick + 0.05
assert abs(quick - own) < 0.15

# section 12: no tool brings what 2,000 images bring
assert verdict["mean"].idxmin() == "images 2000"
