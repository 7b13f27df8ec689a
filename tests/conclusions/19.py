"""What chapter 19 says of its own full run."""

# section 3: a linear unit
assert by_strength["training error"][0] < 0.02
assert by_strength["validation error"][0] > 5
assert by_strength["validation error"].idxmin() == 0.1
assert 0.045 < by_strength["validation error"][0.1] < 0.055
assert 90 < by_strength["directions kept"][0.1] < 105
assert 4 < by_strength["directions kept"][10] < 6
assert 0.09 < np.mean(digits.y_val == 3) < 0.11
assert abs(found["price λ"].min() - found["stopped after t steps"].min()) < 0.0006

# section 4: few images
at_ends = ends[["at the end", "at its best", "val_accuracy"]].mean()
unpriced_best = at_ends["at its best"]["no penalty"]
assert unpriced_best < 0.9 * at_ends["at the end"]["no penalty"]
assert by_epoch[by_epoch["variant"] == "no penalty"].groupby("epoch")["at the end"].mean().idxmin() == 10
assert abs(at_ends["at the end"]["L2 0.0003"] - unpriced_best) < 0.01
assert verdicts["at the end"]["verdict"]["L2 0.001"].startswith("not separated")
assert at_ends["at the end"]["weight decay 3"] < unpriced_best - 0.02
assert verdicts["at its best"]["verdict"]["weight decay 3"].startswith("lower")
assert abs(at_ends["val_accuracy"]["weight decay 3"] - at_ends["val_accuracy"]["no penalty"]) < 0.003

# section 5: the common baseline
assert accuracies["mean"].idxmax() == "baseline"
assert accuracies["verdict"]["L2 0.0001"].startswith("lower by 0.002")
assert accuracies["verdict"]["L2 0.001"].startswith("lower by 0.007")
assert 0.009 < accuracies["mean"]["baseline"] - accuracies["mean"]["L1 0.0001"] < 0.011
of_penalties = accuracies["mean"].filter(like="L2")
assert of_penalties.idxmax() == "L2 0.00003"
assert not entropies["verdict"].str.startswith("lower").any()
assert entropies["mean"].idxmin() == "weight decay 1"
assert 0.87 < entropies["mean"]["weight decay 1"] / entropies["mean"]["baseline"] < 0.93
assert entropies["high"]["weight decay 1"] - entropies["difference"]["weight decay 1"] < 0.031

# section 6: a price that is too high
assert by_directions.loc[("L2 0.1", 784), [0, 1]].min() > 0.9
assert by_directions.loc[("L2 0.1", 784), [5, 8, 9]].max() < 0.25
six, whole = by_directions.loc[("L2 0.1", 6)], by_directions.loc[("L2 0.1", 784)]
assert (six - whole).abs().max() < 0.08
assert by_directions.loc[("L2 0.1", 1), [1, 7]].min() > 0.7
assert by_directions.loc[("L2 0.1", 1)].drop([1, 7]).max() < 0.05
assert by_directions.loc[("L2 0.1", 2), 0] > 0.8
assert 0.3 < by_directions.loc[("L2 0.1", 3), 4] < 0.6
assert by_directions.loc[("L2 0.1", 3), 6] > 0.7
few_rows = by_directions.loc[("no penalty", 6)]
assert few_rows[[1, 8]].max() < 0.1
full, most = by_directions.loc[("no penalty", 784)], by_directions.loc[("no penalty", 24)]
assert (full - most).abs().max() < 0.05

# section 7: cutting
same = recorded.baseline().query("seed < 3 and epoch == 10")["val_accuracy"].to_numpy()
again_same = runs.query("variant == 'no penalty' and seed < 3 and epoch == 10")["val_accuracy"].to_numpy()
np.testing.assert_allclose(same, again_same, atol=0.001)
assert by_cut["cut 0.99"]["verdict"]["L1 0.0001"].startswith("higher by 0.3")
assert by_cut["trained on"]["verdict"]["L1 0.0001"].startswith("higher by 0.02")
assert one_network["cut"]["L1 0.0001"] > 0.85 > 0.6 > one_network["cut"]["no penalty"]
assert one_network["trained on"]["L1 0.0001"] > one_network["trained on"]["no penalty"] > 0.88
