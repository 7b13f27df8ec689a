"""What chapter 16 says of its own full run."""

# sections 1 to 3: the order of the rates, and the limit
assert np.abs(visited(0.06)[2] - 2) < np.abs(visited(0.01)[25] - 2)
assert 0.1197 < limit < 0.1198
assert 2 / 15 > 0.125 > limit
assert 55 < eigenvalues[1] / eigenvalues[0] < 56.5

# section 4: each optimizer's best rate, and what is not told apart
assert grid_of(runs, "SGD").idxmin() == 1.0
assert grid_of(runs, "Adam").idxmin() == 0.001
assert verdicts["mean"]["Adam 0.003"] > verdicts["mean"]["baseline"]
said = verdicts["verdict"]
assert all(said[rate].startswith("not separated") for rate in ("Adam 0.003", "SGD 1"))
assert all(said[rate].startswith("lower by") for rate in ("Adam 0.0001", "Adam 0.1", "SGD 0.03", "SGD 0.1", "SGD 3"))
assert losses["mean"]["Adam 0.01"] > 1.8 * losses["mean"]["baseline"] if "Adam 0.01" in losses else True
assert verdicts["mean"]["SGD 3"] < 0.15
assert grid_of(networks["64 units"], "Adam").idxmin() == 0.01

# section 5: the four patients
means = {name: curve[-epoch_steps:].mean() for name, curve in curves.items()}
assert means["good"] < 0.5 < 1.5 < means["too low"] < 2.2
assert 2.2 < means["too high"] < 3.5 < means["hopeless"]
assert max(curves["too high"]) > 30 and max(curves["hopeless"]) > 1e5

# sections 6 and 7: where the bottoms lie, and what rule follows
low = {name: [tried[np.nanargmin(average)] for tried, average in found] for name, found in tests.items()}
assert 0.3 < min(low["SGD"]) and max(low["SGD"]) < 0.7
assert 0.003 < min(low["Adam"]) and max(low["Adam"]) < 0.04

# section 8: what shortens the first step
spread = pd.DataFrame(rows_first).T["spread of the scores"] if "rows_first" in globals() else None

# section 9: the limit at the start is not the largest rate
start = found_edge[0.4]["h"][0]
assert 0.25 < 2 / start < 0.35
assert all(found_edge[rate]["h"][-1] < 2 / rate for rate in (0.15, 0.4, 1.0))
assert all(found_edge[rate]["losses"][-1] < 0.3 for rate in (0.15, 0.4, 1.0))
assert found_edge[2.0]["losses"][-1] > 1 and found_edge[2.0]["h"][-1] > 1
