"""Every notebook keeps the machine's half of the standard. nbval executes them beside this file's tests."""

from tools import course, execute, rules


def test_standard(notebook_path):
    found = rules.problems(course.read(notebook_path), notebook_path)
    assert not found, "\n".join(found)


def test_exercises_are_imported_and_all_used(notebook_path):
    """What the chapter's module offers is what the chapter asks."""
    source = "\n".join(cell.source for _, cell in course.code_cells(course.read(notebook_path)))
    module = (course.ROOT / f"helpers/exercises/ch{notebook_path.name[:2]}.py").read_text(encoding="utf-8")
    defined = [line.split(" ")[0] for line in module.splitlines() if " = Exercise(" in line]
    assert f"from helpers.exercises.ch{notebook_path.name[:2]} import {', '.join(defined)}\n" in source
    assert all(f"{name}.check(answer)" in source for name in defined)


def test_file_name(notebook_path):
    assert notebook_path.stem in CHAPTERS.split()


def test_pictures_of_the_readme_are_those_of_the_notebooks():
    readme = (course.ROOT / "README.md").read_text(encoding="utf-8")
    for name, (number, cell_id) in execute.README_PICTURES.items():
        (path,) = course.notebook_paths(number)
        assert f"(.github/pictures/{name}.png)" in readme
        kept = (execute.PICTURES / f"{name}.png").read_bytes()
        assert kept == execute.picture(course.read(path), cell_id), f"run `make notebooks NB={number}`"


# The course in reading order.
CHAPTERS = """
00_linear_units 01_activations 02_initialization 03_building_models 04_losses 05_backpropagation 06_optimizers
07_learning_rate_schedules 08_regularization 09_mnist_case_study 10_red_wine 11_vanilla_network 12_input_scaling
13_input_distribution 14_batch_size 15_depth 16_learning_rate 17_optimizer_choice 18_overfitting 19_l1_l2 20_dropout
21_batch_normalization 22_convolution 23_first_cnn 24_alexnet 25_vgg 26_googlenet 27_resnet 28_augmentation
29_fine_tuning
"""
