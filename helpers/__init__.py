"""What a reader imports from `helpers`, so that a page holds the lesson only.

startup    starts TensorFlow without its messages; imported first
data       the three data sets, and the one way to split the digits
plots      every picture of curves, images and comparisons, in one style
diagrams   matrices with their numbers, boxes and arrows, the layers of a model, short movies
training   a picture while a model trains, repeated runs, and the rule of evidence that compares them
recorded   reads recorded runs and the claims they answer
exercises  a module a chapter: check, hint, solution
"""
