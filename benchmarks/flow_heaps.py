"""The three models of ``benchmarks/flow.py`` as a bare loop over a heap, event log included."""

from array import array
from collections import deque
from heapq import heappop, heappush
from itertools import count

import numpy as np

from benchmarks.flow_peers import exponentials, summary


def heap_open(rate: float, servers: int, n: int, seed: int) -> tuple[float, float, float]:
    """Poisson arrivals, one queue, several servers."""
    draw, gap = exponentials(seed).__next__, exponentials(seed + 1).__next__
    heap: list = []
    queue: deque = deque()
    log = array("d")
    write = log.fromlist
    idle, number, done = servers, 0, 0
    tie = count().__next__
    heappush(heap, (gap() / rate, tie(), None))
    while done < n:
        now, _, item = heappop(heap)
        if item is None:
            item = [number, now, 0.0]
            number += 1
            if idle:
                idle -= 1
                item[2] = now
                heappush(heap, (now + draw(), tie(), item))
            else:
                queue.append(item)
            heappush(heap, (now + gap() / rate, tie(), None))
        else:
            write([0, item[0], item[1], item[2], now, now])
            done += 1
            if queue:
                following = queue.popleft()
                following[2] = now
                heappush(heap, (now + draw(), tie(), following))
            else:
                idle += 1
    rows = np.frombuffer(log).reshape(-1, 6)
    return summary(rows[:, 2], rows[:, 5], now)


def heap_conwip(stations: int, wip: int, n: int, seed: int) -> tuple[float, float, float]:
    """Stations with one server each; a feature starts when one leaves."""
    draw = exponentials(seed).__next__
    heap: list = []
    queues = [deque() for _ in range(stations)]
    busy = [False] * stations
    log = array("d")
    write = log.fromlist
    tie = count().__next__
    starts: list[float] = []
    ends: list[float] = []
    number = done = 0
    now = 0.0
    last = stations - 1

    for number in range(wip):
        item = [number, 0, 0.0, 0.0, 0.0]
        if busy[0]:
            queues[0].append(item)
        else:
            busy[0] = True
            heappush(heap, (draw(), tie(), item))
    number += 1
    while done < n:
        now, _, item = heappop(heap)
        k = item[1]
        write([k, item[0], item[2], item[3], now, now])
        if k == last:
            starts.append(item[4])
            ends.append(now)
            done += 1
            item = [number, 0, now, 0.0, now]
            number += 1
            target = 0
        else:
            target = item[1] = k + 1
            item[2] = now
        if busy[target]:
            queues[target].append(item)
        else:
            busy[target] = True
            item[3] = now
            heappush(heap, (now + draw(), tie(), item))
        queue = queues[k]
        if queue:
            item = queue.popleft()
            item[3] = now
            heappush(heap, (now + draw(), tie(), item))
        else:
            busy[k] = False
    np.frombuffer(log).reshape(-1, 6)
    return summary(starts, ends, now)


def heap_kanban(stages: int, servers: int, limit: int, n: int, seed: int) -> tuple[float, float, float]:
    """WIP limits, freed servers (the done feature keeps its slot), an endless supply."""
    draw = exponentials(seed).__next__
    heap: list = []
    waiting = [deque() for _ in range(stages)]
    done_items = [deque() for _ in range(stages)]
    inside, idle = [0] * stages, [servers] * stages
    log = array("d")
    write = log.fromlist
    tie = count().__next__
    starts: list[float] = []
    ends: list[float] = []
    number = done = 0
    now = 0.0
    last = stages - 1
    k = 0
    while True:
        stage = k + 1 if k < last else k
        while stage >= 0:
            moved = False
            queue = waiting[stage]
            if stage:
                source = done_items[stage - 1]
                while source and inside[stage] < limit:
                    item = source.popleft()
                    write([stage - 1, item[0], item[2], item[3], item[4], now])
                    inside[stage - 1] -= 1
                    inside[stage] += 1
                    item[1], item[2] = stage, now
                    queue.append(item)
                    moved = True
            else:
                while inside[0] < limit:
                    queue.append([number, 0, now, 0.0, 0.0, now])
                    number += 1
                    inside[0] += 1
            while queue and idle[stage]:
                idle[stage] -= 1
                item = queue.popleft()
                item[3] = now
                heappush(heap, (now + draw(), tie(), item))
            if not moved and stage <= k:
                break
            stage -= 1
        if done == n:
            break
        now, _, item = heappop(heap)
        k = item[1]
        item[4] = now
        idle[k] += 1
        if k == last:
            write([k, item[0], item[2], item[3], now, now])
            inside[k] -= 1
            starts.append(item[5])
            ends.append(now)
            done += 1
        else:
            done_items[k].append(item)
    np.frombuffer(log).reshape(-1, 6)
    return summary(starts, ends, now)
