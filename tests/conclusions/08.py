"""What chapter 08 says of its own full run."""

# sections 1 to 4: the U over degree and strength
assert by_degree["error on new points"].idxmin() == 3
assert by_degree["variance"].is_monotonic_increasing
assert by_strength["error on new points"].idxmin() == 0.01
assert by_strength["squared bias"].is_monotonic_increasing

# section 3: overfitting, and more images
assert overfit["accuracy"][-1] > 0.995
turn = int(np.argmin(overfit["val_loss"]))
assert overfit["val_loss"][-1] > overfit["val_loss"][turn]
assert all(by_images["verdict"][name].startswith("lower by") for name in ("2,000 images", "5,000 images"))
