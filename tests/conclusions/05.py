"""What chapter 05 says of its own full run."""

# section 3: straight lines with ReLU; the bounded tanh hides what is too large
sizes_of_ten = {start: size(tower(relu, gain)[-1]) for start, gain in gains.items()}
assert sizes_of_ten["N(0, 1)"] > 1e10
assert sizes_of_ten["N(0, 0.01²)"] < 1e-9
assert np.mean(np.abs(saturated) > 0.99) > 0.5

# section 4: LeCun's brings the gradient of tanh back at about its size, the small starts lose it, the large explodes
back = {start: gradient_sizes(*kinds["tanh"], gain)[0] for start, gain in gains.items()}
assert 0.2 < back["LeCun"] < 1
assert back["N(0, 0.01²)"] < back["standard"] < 0.01
assert back["N(0, 1)"] > 1e3

# section 5: gains near 2 are off by a factor of three or four
table_of_gains = {gain: np.mean([size(tower(relu, gain, seed)[-1]) for seed in range(3)]) for gain in (1.5, 2.5)}
assert 2.5 < 1 / table_of_gains[1.5] < 5
assert 2.5 < table_of_gains[2.5] < 5

# section 6: what the rules do not keep
ends = {name: tower(*kind)[-1] for name, kind in towers.items()}
assert likeness(ends["ReLU, He"]) > 0.8
assert abs(likeness(ends["tanh, Glorot"])) < 0.01
assert spread(ends["sigmoid, Glorot"]) < 1e-6
assert 1e3 < spread(ends["sigmoid, 4 × Glorot"]) / spread(ends["sigmoid, Glorot"]) < 1e5

# section 8: the first loss, for the right and for the wrong reason
first = {name: by_hand.forward(own_start(name, 0), digits.x_val) for name in deviations}
loss = {name: by_hand.cross_entropy(layers[-1], digits.y_val) for name, layers in first.items()}
assert loss["N(0, 1)"] > 1_000
assert abs(loss["N(0, 0.01²)"] - np.log(10)) < 0.001
assert spread(first["N(0, 0.01²)"][-1]) < 1e-4
assert all(2.2 < loss[name] < 2.8 for name in ("LeCun", "He"))
assert all(spread(first[name][-1]) > 0.02 for name in ("LeCun", "He"))

# section 9: nowhere, and more than nine of ten
ends = {name: by_hand.accuracy(own[name][0], digits.x_val, digits.y_val) for name in own}
assert ends["N(0, 0.01²)"] < 0.15
assert abs(own["N(0, 0.01²)"][1][-1] - np.log(10)) < 0.02
assert ends["He"] > 0.9

# section 10: which starts learn at all, and where
assert grid.loc["N(0, 1)"].isna().all()
assert (grid.loc["N(0, 0.01²)"] > 2.29).all()
assert best["standard"] == 0.5
assert best["Glorot"] == best["He"] == 0.16
said = at_best["verdict"]
assert said["standard"].startswith("higher by")
assert 0.07 < at_best["difference"]["standard"] < 0.15
assert said["He"].startswith("not separated")
assert at_best["difference"]["He"] - at_best["low"]["He"] < 0.05
assert at_slow["verdict"]["He"].startswith("lower by")
assert at_slow["verdict"]["He"].endswith("5 of 5 seeds")
assert (grid[1.6].dropna() > 2.2).all()
