"""What chapter 01 says of its own full run."""

# section 7: a straight line, and a boundary that closes
right = {name: model.evaluate(x_val, y_val, verbose=0)[1] for name, model in models.items()}
assert right["linear"] < 0.8 < 0.95 < right["relu"]

# section 8: before training
assert max(measured["answers"]["sigmoid"]) < 10
assert min(measured["answers"]["sigmoid, 4 × Glorot"]) > 0.9 * POINTS
forward, backward = measured["forward"], measured["backward"]
lost = (forward["sigmoid"][0] / forward["sigmoid"][5]) ** (1 / 5)
assert 3.5 < lost < 5.5  # about three quarters in each layer
assert forward["sigmoid"][-1] < 1e-5 < 1e-3 < forward["sigmoid, 4 × Glorot"][-1]
assert forward["tanh"].min() > 0.1
assert 3e4 < backward["sigmoid"][-1] / backward["sigmoid"][0] < 3e6
assert backward["tanh"][0] / backward["sigmoid"][0] > 3e4

# section 8: after training
accuracy = last["val_accuracy"]
assert accuracy.max()["sigmoid"] < 0.6
assert 0.6 < accuracy.min()["sigmoid, tiny ε"] <= accuracy.max()["sigmoid, tiny ε"] < 0.85
assert accuracy.min()["sigmoid, 4 × Glorot"] > 0.98
assert accuracy.min()[["tanh", "ReLU"]].min() > 0.9
walk = last[[f"layer {number}" for number in depths]].mean()
assert 0.5 < walk.loc["sigmoid", "layer 1"] / walk.loc["tanh", "layer 1"] < 2
assert (walk.loc["sigmoid", ["layer 2", "layer 3"]] < 0.6 * walk.loc["tanh", ["layer 2", "layer 3"]]).all()
assert (walk.loc["sigmoid, tiny ε"] > walk.loc["tanh"]).all()

# section 9
assert (arrived.loc[["relu", "gelu", "silu"], "He"] > 0.1).all()
assert (arrived.loc[["relu", "gelu", "silu"], ["LeCun", "Glorot"]] < 0.05).all().all()
assert (arrived.loc[["tanh", "selu"], ["LeCun", "Glorot"]] > 0.1).all().all()
assert arrived.loc["sigmoid", "4 × Glorot"] > 100 * arrived.loc["sigmoid", ["LeCun", "Glorot", "He"]].max()
assert (arrived.loc[["relu", "gelu", "silu", "selu"], "4 × Glorot"] > 500).all()

# section 10
by_rate = dead.groupby("learning rate")["dead after"].agg(["min", "max"])
assert by_rate.loc[0.1, "max"] < 12 < by_rate.loc[5.0, "min"]
