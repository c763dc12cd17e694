"""A sensitivity study: from a study file to stored runs, indices, figures and words.

::

    study.py     what a study is: factors, indicators, stages
    study_file.py  how it is read from a file, or made from a few options
    samples.py   the points of each stage, dummies among the factors
    stage.py     the runs of one stage, as a sweep that resumes and grows
    course.py    the order of the stages, and what each is given by the one before
    outlook.py   how many runs there will be and how long they take
    results.py   what is written

A folder may be given again: runs that are there are not run again, and a study with more trajectories,
samples, seeds or blocks adds to them. The result depends on the study alone, not on what was run before it.
"""
