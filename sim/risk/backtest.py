"""Predicted against realised losses over several books: the bias of a prediction, and how far one book may lie off.

A book is a population with the opening position that all replications of a run share. Luck of the months differs from
replication to replication, who owes how much only from book to book: over the replications of one book the second does
not average out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.intervals import student_factor
from sim.risk.samples import FloatArray, RiskInputError

BIAS_METHOD = "Student t over books, of the fit and of the check"
BOOK_METHOD = "Student t, prediction interval of one book more"


class TooFewBooks(RiskInputError):
    """Fewer than two books to check with, or none to fit on."""


@dataclass(frozen=True)
class Backtest:
    """A prediction fitted on `fit_books` books and held against others of the same law."""

    predicted: FloatArray
    """(books,) fen, mean over the replications of each"""
    realised: FloatArray
    """(books,) fen, likewise"""
    fit_books: int

    def __post_init__(self) -> None:
        """Refuse what cannot be judged (TooFewBooks)."""
        if self.predicted.size < 2 or self.fit_books < 1 or self.predicted.shape != self.realised.shape:
            raise TooFewBooks(f"{self.predicted.size} books to check with and {self.fit_books} of the fit")

    @property
    def differences(self) -> FloatArray:
        """(books,) fen: realised less predicted."""
        found: FloatArray = self.realised - self.predicted
        return found

    @property
    def deviation(self) -> float:
        """Standard deviation of the differences from book to book, fen."""
        return float(self.differences.std(ddof=1))

    def bias(self, confidence: float) -> Estimate:
        """Mean of realised less predicted, fen.

        The level that the fit found has the error of its own books, which are as many draws of the same law: the
        variance of a book's difference counts once over each of the two numbers of books.
        """
        size = self.predicted.size
        half = student_factor(size - 1, confidence) * self.deviation * math.sqrt(1.0 / size + 1.0 / self.fit_books)
        mean = float(self.differences.mean())
        return Estimate(mean, mean - half, mean + half, confidence, BIAS_METHOD, size)

    def one_book(self, predicted: float, confidence: float) -> Estimate:
        """What another book of this law, predicted so (fen), may lose: the prediction with its interval, fen."""
        half = student_factor(self.predicted.size - 1, confidence) * self.deviation
        half *= math.sqrt(1.0 + 1.0 / self.fit_books)
        low = max(0.0, predicted - half)
        return Estimate(predicted, low, predicted + half, confidence, BOOK_METHOD, self.predicted.size)


def by_book(values: FloatArray, books: np.ndarray) -> FloatArray:
    """(books,) means of (replications,) values by (replications,) book, numbered from 0."""
    means: FloatArray = np.bincount(books, weights=values) / np.bincount(books)
    return means
