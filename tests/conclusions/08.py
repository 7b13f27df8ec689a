"""What chapter 08 says of its own full run."""

# sections 1 to 4: the U over degree and strength
assert by_degree["error on new points"].idxmin() == 3
assert by_degree["variance"].is_monotonic_increasing
assert by_strength["error on new points"].idxmin() == 0.01
assert by_strength["squared bias"].loc[0.01:].is_monotonic_increasing

# section 3: overfitting, and more images
assert overfit["accuracy"][-1] > 0.995
turn = int(np.argmin(overfit["val_loss"]))
assert overfit["val_loss"][-1] > overfit["val_loss"][turn]
assert all(by_images["verdict"][name].startswith("lower by") for name in ("2,000 images", "5,000 images"))
assert overfit["val_accuracy"][-1] > overfit["val_accuracy"][turn] - 0.01
assert by_images["mean"]["2,000 images"] < 0.75 * by_images["mean"]["500 images"]
assert by_images["mean"]["5,000 images"] < 0.62 * by_images["mean"]["500 images"]

# section 7: early stopping ends the run, and the weights that it brings back are the better ones
assert ours["best epoch"] < ours["epochs run"] < EPOCHS
assert overfit["val_loss"][ours["best epoch"] - 1] < overfit["val_loss"][ours["epochs run"] - 1]
assert watching == EPOCHS

# section 9: both tools help in the reader's own network; at the end the penalty does
assert all(at_lowest["verdict"][name].startswith("lower by") for name in ("penalty 0.003", "dropout 0.5"))
assert at_end["verdict"]["penalty 0.003"].startswith("lower by")
assert at_end["mean"]["dropout 0.5"] > at_lowest["mean"]["dropout 0.5"] + 0.02
assert at_end["verdict"]["dropout 0.5"].startswith("not separated")

# section 10: averages that are not ready
slow, quick, own = losses.values()
assert slow - own > 2 * abs(quick - own)

# section 12: the verdict
assert verdict["mean"].idxmin() == "images 2000"
assert verdict["verdict"][chosen[0]].startswith("lower by")
assert verdict["verdict"]["l2 0.001, dropout 0.45"].startswith("lower by")
assert unstopped["verdict"]["l2 0.003"].startswith("lower by")
assert verdict["verdict"][chosen[1]].startswith("not separated")
assert unstopped["verdict"][chosen[0]].startswith("lower by")
assert abs(unstopped["mean"]["l2 0.003"] - by_setting["learning_rate"][0.0006]) < 0.015
assert best_setting["dropout"] == 0.3
assert best_setting["learning_rate"] == 0.0006
