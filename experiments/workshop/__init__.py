"""The browser workshop: a facilitator's street, watched and steered by everyone in one room.

Reading order: ``messages`` (what clients may say), ``live`` (streets whose levers change in mid-run),
``frames`` (the picture of a week as bytes), ``worker`` and ``desk`` (the process in which streets step),
``rooms`` and ``hub`` (who is where and what they are told), ``server`` (routes and sockets), ``guard`` (who
may come in), ``ensemble`` and ``band`` (replications beside the live run).
"""
