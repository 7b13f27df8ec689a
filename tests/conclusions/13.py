"""What chapter 13 says of its own full run."""

# section 1: far worse than a die
assert reading["read right"]["as they are"] > 0.9
assert reading["read right"]["inverted"] < 0.015
assert 0.6 < reading["share of the commonest answer"]["inverted"] < 0.72
answers = scores["inverted"][six].argmax(axis=1)
assert (answers != y_val[six]).all()
assert np.bincount(answers).max() > 3

# section 2: slower, and worse at the end; at each of five rates
slow = report("inverted images")
early = slow["training loss, epoch 3"]
assert 2.7 < early["inverted images"] / early["baseline"] < 3.3
assert slow["verdict"]["inverted images"].startswith("lower by")
behind_baseline = slow["validation accuracy"]["baseline"] - slow["validation accuracy"]["inverted images"]
assert 0.055 < behind_baseline < 0.07
assert by_rate["training loss, epoch 3"].idxmin() == 0.001
assert by_rate["validation accuracy"].idxmax() == 0.0003
assert by_rate["validation accuracy"].max() < slow["validation accuracy"]["baseline"] - 0.05
assert all(verdict.startswith("lower by") for verdict in by_rate["verdict"])

# section 3: dead pixels are extra biases, and a small part of the gap
assert dead_moves["mean move of their weights"]["as they are"] == 0
assert dead_moves["mean difference of the two"]["inverted images"] < 1e-4
assert 0.04 < closed < 0.09
assert (~inked).sum() == 123

# section 4: the same first scores do not help
end = runs[(runs["epoch"] == 10) & runs["variant"].isin(["baseline", "inverted images", "inverted, same first scores"])]
end = end.groupby("variant")["loss"].mean()
assert abs(end["inverted, same first scores"] - end["inverted images"]) < 0.03
assert end["inverted images"] > 10 * end["baseline"]

# section 5: the mean is the steepest direction
assert abs(steepest["inverted images"] @ (1 - mean_image)) > 0.999 * np.linalg.norm(1 - mean_image)
assert 15 < steep["largest h"]["inverted images"] / steep["largest h"]["as they are"] < 17
assert abs(steep["smallest"]).max() < 1e-6
assert steep["largest h"].round().to_list() == [38, 615, 5]
assert steep["largest / second"].round().to_list() == [8, 136, 1]

# section 6: SGD falls apart where the argument says; Adam's common part
three = by_sgd["loss"]
assert three["0.1"].idxmax() == three["0.03"].idxmax() == "inverted images"
assert three["0.1"]["inverted images"] > three["0.03"]["inverted images"]
assert by_sgd["val_accuracy"]["0.1"].drop("inverted images").min() > 0.85
assert by_sgd["val_accuracy"]["0.1"]["inverted images"] < 0.5
assert by_sgd["val_accuracy"].to_numpy().argmax() == by_sgd.index.get_loc("mean image subtracted") * 2 + 1
assert 10 < steps["common"]["inverted images"] / steps["common"]["as they are"] < 12
assert steps["differing"].max() < 1.15 * steps["differing"].min()
assert steps["common / differing"]["mean image subtracted"] < 0.1

# section 7: each input's own mean against its spread
loss = own_report["training loss, epoch 3"]
assert abs(loss["inverted, random signs"] - loss["inverted images"]) < 0.01
assert loss["images × 3"] < 0.7 * loss["baseline"]
assert own_report["verdict"]["images × 3"].startswith("higher by")
assert all(own_report["verdict"][way].startswith("not separated") for way in others[-2:])
assert abs(loss["one mean subtracted"] - loss["baseline"]) < 0.02
assert loss["mean image subtracted"] < 0.66 * loss["baseline"]
assert measured["share of zeros"]["one mean subtracted"] == 0

# section 8: ReLU brings a mean back
assert 4 < behind["after ReLU"]["prepared"] < 12
assert h[0] / h[1] < 2
