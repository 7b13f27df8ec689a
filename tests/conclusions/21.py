"""What chapter 21 says of its own full run."""

# section 1: lost without, cured with
assert live["none"]["accuracy"] < 0.15
assert np.isnan(live["none"]["loss"])
assert live["batch"]["accuracy"] > 0.9
assert 0.86 < live["batch"]["val_accuracy"] < 0.92
by_rate = ends.groupby(["network", "norm", "rate"])["val_accuracy"].mean()
deep_plain, deep_batch = by_rate["10 layers", "plain"], by_rate["10 layers", "batch"]
assert deep_plain.idxmax() == 0.1
assert deep_plain[1.0] < 0.12
assert deep_batch.drop(0.01).min() > 0.85
assert deep_batch[0.01] < deep_plain[0.01]
assert deep_batch.idxmax() >= 0.3
from_small = by_rate["10 layers from small weights"]
assert from_small["plain"].max() < 0.12
assert from_small["batch"].drop(1.0).min() > 0.7
assert (from_small["batch"] < deep_batch).drop(0.01).all()
one = by_rate["1 layer", "batch"] - by_rate["1 layer", "plain"]
assert (one > 0).all()
assert one.max() < 0.1
assert one[0.1] < 0.03

# section 2: the signal arrives, the length does not count
assert forward["small start, plain"][-1] < 1e-11
assert backward["small start, plain"][0] < 1e-10
assert min(forward["small start, batch"] + forward["He start, batch"]) > 0.45
assert backward["small start, batch"][0] > 0.1
assert forward["He start, plain"][-1] > 0.05
stretches = pd.DataFrame(stretch_rows).T
assert np.allclose(stretches.loc["batch"]["loss"], stretches.loc["batch"]["loss"].iloc[0], rtol=1e-3)
assert np.allclose(
    stretches.loc["batch"]["length of the gradient"] * [1, 2, 4], stretches.loc["batch"].iloc[0, 1], rtol=0.01
)
assert stretches.loc["plain"]["loss"].diff().dropna().gt(0.3).all()
grown = lengths["length"][5] / 14.14
assert grown["10 layers"].max() < 1.15
assert lengths["length"][5]["10 layers from small weights"].loc[0.3] > 1.8
effective = lengths["effective rate"]
assert effective[5]["10 layers from small weights"].loc[1.0] < 0.25 * 1.0

# section 4: a longer way downhill

turn = {name: steps[np.argmax(values > 1)] for name, values in along.items()}
assert 0.06 < turn["plain"] < 0.2
assert turn["batch"] > 0.9
assert 0.3 < steps[along["batch"].argmin()] < 0.8
assert along["plain"][-1] > 20 * along["batch"][-1]

# section 5: two images are too few
sizes = last.groupby("variant")["val_accuracy"].mean()
assert sizes["batches of 2, batch"] < 0.2
assert sizes[["batches of 2, layer", "batches of 2, group", "batches of 2, plain"]].min() > 0.75
assert sizes.filter(like="of 64").idxmax() == "batches of 64, batch"

# section 7: on the baseline
verdict = found_on_baseline["verdict"]
assert verdict["batch norm after ReLU"].startswith("higher by 0.006")
assert verdict["batch norm, rate 0.003"].startswith("higher by 0.005")
assert verdict["batch norm"].startswith("not separated")
assert fair["verdict"].drop("Adam 0.003").str.startswith("not separated").all()
assert (early[["batch norm", "batch norm after ReLU"]] < 0.36 * early["baseline"]).all()
alone = found_with_penalty["mean"]
assert -0.06 < alone["L2 0.01"] - alone["baseline"] < -0.045
assert 0.4 < (alone["L2 0.01, batch norm"] - alone["L2 0.01"]) / (alone["baseline"] - alone["L2 0.01"]) < 0.6

# section 8: the table of chapters 11 to 21
order = closing.drop("baseline")["difference"]
assert list(order.index[:3]) == ["18 · 25,000 images", "17 · RMSprop 0.003", "21 · batch norm after ReLU"]
assert 0.015 < order.iloc[0] < 0.025
assert 0.005 < order.iloc[1] < 0.012
better = closing[closing["low"] > 0].index
assert set(better[3:]) == {"21 · batch norm, rate 0.003", "12 · standardized", "13 · images × 3"}
assert len(closing) == 32  # with the baseline
