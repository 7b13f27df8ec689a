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
assert all(said[rate].startswith("not separated") for rate in ("Adam 0.003", "Adam 0.01", "SGD 1"))
assert all(said[rate].startswith("lower by") for rate in ("Adam 0.0001", "Adam 0.1", "SGD 0.03", "SGD 0.1", "SGD 3"))
assert by_loss["mean"]["Adam 0.01"] > 1.8 * by_loss["mean"]["baseline"]
assert verdicts["mean"]["SGD 3"] < 0.25
assert 0.07 < -verdicts["difference"]["Adam 0.1"] < 0.11
assert grid_of(networks["64 units"], "Adam").idxmin() == 0.01
assert grid_of(others, "Adam").idxmin() == 0.0003

# section 5: the four patients
means = {name: curve[-epoch_steps:].mean() for name, curve in curves.items()}
assert means["good"] < 0.5 < 1.5 < means["too low"] < 2.2
assert 2.2 < means["too high"] < 8 < means["hopeless"]
assert 2 < np.median(curves["too high"][-40:]) < 3
assert max(curves["too high"]) > 30
assert max(curves["hopeless"]) > 1e5

# sections 6 and 7: where the bottoms lie, and what rule follows
low = {name: [tried[np.nanargmin(average)] for tried, average in found] for name, found in tests.items()}
assert all(0.3 < bottom < 0.7 for bottom in low["SGD"])
assert all(0.003 < bottom < 0.04 for bottom in low["Adam"])

assert rule["best / bottom"]["1,000 units, SGD"] > 1
assert all(rule["best / bottom"].drop("1,000 units, SGD") < 0.5)
for case, ratio in rule["best / bottom"].items():
    divisor = 20 if "Adam" in case else 3
    assert 1 / 7 < ratio * divisor < 7

of = proof["validation loss"]
assert of["SGD, bottom / 3"] < of["SGD, bottom / 10"] < of["SGD, default"] - 0.2
assert proof["training loss"]["SGD, bottom / 3"] > 0.1
assert abs(proof["rate"]["Adam, bottom / 20"] / proof["rate"]["Adam, default"] - 1) < 0.2

# section 8: what shortens the first step
spread = {name: row[0] for name, row in steps.items()}
assert spread["Adam 0.001"] < 3 < spread["Adam 0.01"] < 30 < 100 < spread["Adam 0.1"]
assert abs(spread["the same, clipped at 1"] / spread["Adam 0.1"] - 1) < 0.05
assert spread["the same, at 0.1"] < spread["SGD 10"] / 5

# section 8: not the first step, but the first epoch
said = of_cures["verdict"]
alone = "one step of 0.1, then 0.001"
assert said[alone].startswith("higher by")
assert all(said.drop(["Adam 0.1", alone]).str.startswith("not separated"))
assert 0.015 < verdicts["mean"]["baseline"] - of_cures["mean"][alone] < 0.025
answer_still = cures.groupby("variant")["answering units"].mean()
assert answer_still[alone] > 0.75
assert answer_still.drop(alone).max() < 0.15

# section 9: the limit at the start is not the largest rate
start = descents[0.4]["h"][0]
assert 0.25 < 2 / start < 0.35
assert all(descents[rate]["h"][-1] < 2 / rate for rate in (0.15, 0.4, 1.0))
assert all(descents[rate]["losses"][-1] < 0.3 for rate in (0.15, 0.4, 1.0))
assert descents[2.0]["losses"][-1] > 1
assert descents[2.0]["h"][-1] > 1
