"""What chapter 00 says of its own full run."""

# section 4: the first step overshoots, then b climbs while w comes down, and the loss falls all the time
assert path[1][0] > 5 * w_exact
assert path[2][0] < path[1][0]
assert path[10][1] < path[100][1] < path[500][1] < path[-1][1]
assert (np.diff([loss(w, b, x, y) for w, b in path]) < 1e-9).all()

# section 5: at the line of least squares
np.testing.assert_allclose(path[-1], [w_exact, b_exact], rtol=1e-3)

# section 7: three cereals turn the sign of fiber's weight
turned = [least_squares(names[:2], rows)[1] for rows in (cereals, without)]
assert turned[0] < -2 < 0 < 1 < turned[1]

# section 8: fiber helps where a bran cereal is held back, and there only
rows = by_split.drop("mean")
helps = rows["2 features"] < rows["1 feature"]
assert (helps == (rows["bran in it"] > 0)).all()
assert helps.sum() == 3
assert (rows["3 features"] < rows["2 features"]).sum() == 4
assert (rows[list(models)].lt(rows["always the mean"], axis="index")).all().all()

# section 9: no best rate at an end of the grid
assert needed["best rate"].between(rates[1], rates[-2]).all()
assert needed["steps"].to_list() == [691, 65, 5, 2040, 68, 7]

# section 10: small batches come down first, batches of 8 end lowest, batches of one do not come to rest
ends = {name: np.array(losses) for name, losses in by_size.items()}
assert ends["B = 1"][1] < ends["B = 8"][1] < ends["B = 52"][1]
assert ends["B = 8"][-5:].max() < lowest + 3
assert ends["B = 1"][-10:].max() > lowest + 8
assert ends["B = 8"][-1] < min(ends["B = 1"][-1], ends["B = 52"][-1])
