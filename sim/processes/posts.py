"""Posts and who holds them: how many there are, opening, hiring, leaving, counting.

Places are the communities and, last, the street's social work station. A committee has max(2, floor(.5 +
rate x residents x established / 10,000)) posts; the rate is the community's own or the floor in force if that
is higher. A post draws by its place and number, so a new post moves nobody's luck. A post above the number
in force stays until its holder leaves.

Choices. Posts at the start are vacant with the long-run probability. Every third post of a committee is a
grid worker's. Posts of the social work station follow the lever for the whole street.

Sources: 18 posts per 10,000 urban residents as norm and 13.7 in post (Banyuetan 2024).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from sim.codes import GRID_WORKER, RC_MEMBER, SOCIAL_WORKER
from sim.draws import normal_quantile, stream, uniform
from sim.jit import kernel
from sim.processes.workforce_parameters import WorkforceParameters
from sim.table import Array

if TYPE_CHECKING:
    from sim.levers import Floats
    from sim.model import Street

STATION = -1
"""Community of a post at the social work station; as an index it means the last place."""
LEAST_POSTS = 2
KEYS_PER_PLACE = 1024
GRID_WORKER_EVERY = 3
N_POSTS, N_FILLED, EFFICIENCY, BURNOUT, SKILL, BURNT, SEVERE = range(7)
"""Sums over the posts of a place."""
FIRST_VACANCY, FIRST_SKILL = stream("workforce.first_vacancy"), stream("workforce.first_skill")
FIRST_BURNOUT, SUSCEPTIBILITY = stream("workforce.first_burnout"), stream("workforce.susceptibility")
CERTIFIED = stream("workforce.certified")


def fill_first_posts(street: Street, p: WorkforceParameters) -> None:
    """Open the posts of the start and put their first holders in.

    A post is vacant with the long-run probability, quit rate / (quit rate + filling rate).
    """
    posts, profiles = street.world.posts, street.population.profiles
    street.world.communities.posts_rate[:] = [profile.workers_per_10k for profile in profiles]
    open_posts(street)
    vacant = 1.0 - 1.0 / (1.0 + p.quit_rate * p.vacancy_weeks)
    for post in range(posts.n):
        draw = (0, int(posts.key[post]), 0)
        if uniform(street.seed, FIRST_VACANCY, *draw) >= vacant:
            skill = _beta(uniform(street.seed, FIRST_SKILL, *draw), p.skill_mean, 30.0)
            burnout = _beta(uniform(street.seed, FIRST_BURNOUT, *draw), p.burnout_mean, 8.0)
            hire(street, post, skill, burnout)


def open_posts(street: Street) -> None:
    """Open the posts that are missing, vacant; say which posts exist under the levers in force."""
    posts, n = street.world.posts, street.n_communities
    due = street.levers.keep("posts.due", lambda: _posts_due(street))
    have = np.zeros(n + 1, np.int64)
    missing = _fund_posts(posts.community[: posts.n], posts.ordinal, posts.holder, due, posts.funded, have)
    for place in np.flatnonzero(due > have) if missing else ():
        rows = posts.append(int(due[place] - have[place]))
        posts.community[rows] = place if place < n else STATION
        posts.ordinal[rows] = np.arange(have[place], due[place])
        posts.key[rows] = (place + 1) % (n + 1) * KEYS_PER_PLACE + posts.ordinal[rows]
        grid = posts.ordinal[rows] % GRID_WORKER_EVERY == GRID_WORKER_EVERY - 1
        posts.role[rows] = np.where(grid, GRID_WORKER, RC_MEMBER) if place < n else SOCIAL_WORKER
        posts.opened[rows] = street.week


def places(street: Street) -> Array:
    """Give the place of every post: its community, or the number of communities for the station, [P]."""
    posts = street.world.posts
    return posts.community[: posts.n].astype(np.int64) % (street.n_communities + 1)


def hire(street: Street, post: int, skill: float, burnout: float) -> None:
    """Put a new person into a post."""
    posts, workers, p = street.world.posts, street.world.workers, street.values(WorkforceParameters)
    row, draw = workers.append(1).start, (street.week, int(posts.key[post]), 0)
    spread = p.susceptibility_sd
    z = normal_quantile(uniform(street.seed, SUSCEPTIBILITY, *draw))
    workers.post[row], workers.role[row], workers.joined[row] = post, posts.role[post], street.week
    workers.skill[row], workers.burnout[row] = skill, burnout
    workers.susceptibility[row] = math.exp(spread * z - 0.5 * spread * spread)
    workers.certified[row] = uniform(street.seed, CERTIFIED, *draw) < p.certified_share
    posts.holder[post] = row


def leave(street: Street, post: int) -> None:
    """Let the holder of a post go; the person keeps a row, the post is vacant."""
    posts = street.world.posts
    street.world.workers.left[posts.holder[post]] = street.week
    posts.holder[post] = -1


def count_staff(street: Street, efficiency_loss: float) -> Floats:
    """Sum posts, holders, efficiency, burnout, skill and the burnt out by place, [C + 1, 7]."""
    posts, workers = street.world.posts, street.world.workers
    sums = np.zeros((street.n_communities + 1, 7))
    people = (workers.skill, workers.burnout)
    _count_staff(
        posts.community[: posts.n], posts.holder, posts.funded, *people, efficiency_loss, sums
    )  # fmt: skip
    return sums


def social_workers(street: Street) -> int:
    """Count the social workers in post."""
    posts = street.world.posts
    return int(_count_held(posts.community[: posts.n], posts.holder, STATION))


def head_vacant(street: Street) -> Array:
    """Tell where the head's post, the first of a community, is vacant, bool, [C]."""
    posts = street.world.posts
    first = np.flatnonzero((posts.ordinal[: posts.n] == 0) & (posts.community[: posts.n] >= 0))
    vacant = np.zeros(street.n_communities, bool)
    vacant[posts.community[first]] = posts.holder[first] < 0
    return vacant


def _posts_due(street: Street) -> Array:
    """Give the number of posts under the levers in force, by place, [C + 1]."""
    c, levers = street.world.communities, street.levers
    rate = levers.raised("posts_per_10k", c.posts_rate)
    due = np.empty(c.n + 1, np.int64)
    due[:-1] = np.maximum(np.floor(0.5 + rate * c.residents * c.established / 10_000.0), LEAST_POSTS)
    social = levers.mean("sw_per_10k", c.residents) * float(c.residents.sum()) / 10_000.0
    due[-1] = math.floor(0.5 + social)
    return due


def _beta(u: float, mean: float, concentration: float) -> float:
    """Turn a uniform into a Beta amount."""
    return float(special.betaincinv(mean * concentration, (1.0 - mean) * concentration, u))


@kernel
def _fund_posts(community, ordinal, holder, due, funded, have):  # type: ignore[no-untyped-def]
    """Say which posts exist, count them by place, and tell whether any place has fewer than are due."""
    for i in range(community.shape[0]):
        funded[i] = ordinal[i] < due[community[i]] or holder[i] >= 0
        have[community[i]] += 1
    missing = False
    for k in range(due.shape[0]):
        missing |= due[k] > have[k]
    return missing


@kernel
def _count_held(community, holder, place):  # type: ignore[no-untyped-def]
    held = 0
    for i in range(community.shape[0]):
        held += community[i] == place and holder[i] >= 0
    return held


@kernel
def _count_staff(community, holder, funded, skill, burnout, loss, sums):  # type: ignore[no-untyped-def]
    for i in range(community.shape[0]):
        c, w = community[i], holder[i]
        if funded[i]:
            sums[c, N_POSTS] += 1.0
        if w >= 0:
            b = float(burnout[w])
            sums[c, N_FILLED] += 1.0
            sums[c, EFFICIENCY] += float(skill[w]) * (1.0 - loss * b)
            sums[c, BURNOUT] += b
            sums[c, SKILL] += float(skill[w])
            if b > 0.5:
                sums[c, BURNT] += 1.0
            if b > 0.6:
                sums[c, SEVERE] += 1.0
