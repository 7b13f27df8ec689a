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
assert clock["milliseconds an update"].is_monotonic_increasing
assert seconds[5_000] < 200 * seconds[16]
assert clock["seconds an epoch"].idxmax() == 16

# section 4: one run in front of the reader, and the law
assert 15 <= seen_now <= 25
assert 150 < law_scale < 260
assert clocks["seconds to the goal"].idxmin() in (64, 512)
assert clocks["seconds to the goal"].idxmax() == 5_000

# section 6: linear scaling breaks the start, a warm-up mends it
said = verdicts_sgd["verdict"]
dead = scaled.groupby("variant")["dead units"].mean()
assert said["batch 512, η"].startswith("lower by")
assert said["batch 512, 8 η"].startswith("lower by")
assert dead["batch 512, 8 η"] > 0.2 > dead["batch 512, 8 η, warm-up"]
assert verdicts_sgd["mean"]["batch 512, 8 η, warm-up"] > verdicts_sgd["mean"]["batch 512, 8 η"]
