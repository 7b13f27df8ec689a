"""What chapter 14 says of its own full run."""

# section 2: the formula, and a noise scale that grows and scatters
assert np.allclose(measured, formula, rtol=0.25)
assert 50 < noise_scale(layers) < 100
assert grown["verdict"].iloc[-1].startswith("higher by")
after = scales[scales["variant"] != "untrained"]
assert after["all weights"].between(90, 500).all()
assert after["all weights"].max() > 1.7 * after["all weights"].min()
assert (after["hidden layer"] > after["output layer"]).all()

# section 3: the price of an update grows, and far less than the batch
assert max(seconds[16], seconds[64]) < seconds[512] < seconds[5_000]
assert seconds[5_000] < 200 * seconds[16]
assert clock["seconds an epoch"].idxmax() in (16, 64)  # 16 on a quiet machine

# section 4: one run in front of the reader, and the law
assert 15 <= seen_now <= 25
assert 150 < law_scale < 260
assert clocks["seconds to the goal"].idxmin() in (64, 512)
assert clocks["seconds to the goal"].idxmax() == 5_000

# section 5: each batch size at its own rate
assert means.idxmax(axis=1).to_list() == ["0.0005", "0.01", "0.003"]
assert verdicts["verdict"][["batch 16, rate 0.0005", "batch 512, rate 0.01"]].str.startswith("not separated").all()
assert verdicts["mean"]["baseline"] - means.loc["512", "0.001"] > 0.01
assert 0.04 < -verdicts["difference"]["batch 5,000, rate 0.003"] < 0.05
assert fewest > 10

# section 6: linear scaling breaks above, holds below, and a warm-up spares units but no accuracy
said, mean = verdicts_sgd["verdict"], verdicts_sgd["mean"]
dead = scaled.groupby("variant")["dead units"].mean()
assert said[["batch 512, η", "batch 512, √8 η", "batch 512, 8 η"]].str.startswith("lower by").all()
assert said[["batch 512, 8 η, warm-up", "batch 512, 8 η/3"]].str.startswith("not separated").all()
assert 0.03 < mean["batch 64, η"] - mean["batch 512, η"] < 0.037
assert 0.25 < dead["batch 512, 8 η"] < 0.45
assert 0.1 < dead["batch 512, 8 η, warm-up"] < dead["batch 512, 8 η"]
assert mean["batch 512, 8 η, warm-up"] < mean["batch 512, 8 η"] + 0.002
assert mean["batch 64, η"] > mean["batch 64, η/3"] + 0.01
