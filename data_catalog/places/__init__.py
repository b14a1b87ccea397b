"""Where rows are: coordinate systems told apart, points in degrees, areas named, metres measured."""

from data_catalog.places.crs import CrsGuess, detect, hinted, to_lonlat
from data_catalog.places.metric import Metric, metric_crs

__all__ = ["CrsGuess", "Metric", "detect", "hinted", "metric_crs", "to_lonlat"]
