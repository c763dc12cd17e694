"""Sweeps: many runs over many points, kept safely in one folder.

To read in this order. What is tried: ``factors.py`` (what may vary), ``kinds.py`` (kinds of design and their
settings), ``samplers.py`` with ``fractions.py`` (where the points lie), ``own_table.py`` (the user's table),
``layers.py`` (base, fixed values, row), ``design.py`` (all of it together), ``design_file.py`` with
``run_terms.py`` (the same as a file). What is run: ``plan.py``, ``task.py``, ``measured.py``. What is kept:
``store.py`` with ``part.py`` and ``durable.py``. How it is carried out: ``engine.py``, ``local.py``,
``cluster.py``.
"""
