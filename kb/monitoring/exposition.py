"""The measures of all rooms as Prometheus reads them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from kb.web.measure import Measure

logger = logging.getLogger(__name__)

Family = CounterMetricFamily | GaugeMetricFamily


class MeasureCollector(Collector):
    """Reads ``measures`` whenever somebody asks."""

    def __init__(self, measures: Callable[[], Iterable[Measure]]) -> None:
        self._measures = measures

    def describe(self) -> Sequence[Family]:
        """Nothing before it is asked for: rooms are not there yet when the registry is made."""
        return ()

    def collect(self) -> Iterator[Family]:
        """One family a measure; one that cannot be read is left out, and the log says why."""
        for measure in self._measures():
            try:
                yield family_of(measure)
            except Exception:
                logger.exception("the measure %s cannot be read", measure.name)


def family_of(measure: Measure) -> Family:
    """What is read of ``measure`` now."""
    readings = list(measure.read())
    names = sorted({name for labels, _ in readings for name in labels})
    kind = CounterMetricFamily if measure.counts else GaugeMetricFamily
    family = kind(measure.name, measure.text, labels=names)
    for labels, value in readings:
        family.add_metric([labels[name] for name in names], value)
    return family


def make_registry(measures: Callable[[], Iterable[Measure]]) -> CollectorRegistry:
    """A registry with ``measures`` and what the system knows of this process: memory, files, processor time."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(MeasureCollector(measures))
    return registry
