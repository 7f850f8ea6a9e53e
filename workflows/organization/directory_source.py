"""Keeps the directory of the current day and epoch in memory and reads it again when either has changed."""

from __future__ import annotations

import threading

from workflows.organization.directory import Directory
from workflows.organization.epoch import EpochWatch, SideReader, Stamp
from workflows.organization.loading import ORGANIZATION_SQL, organization_of


class DirectorySource:
    """Safe between threads: one reads, the others wait for it."""

    def __init__(self, reader: SideReader, watch: EpochWatch) -> None:
        self._reader = reader
        self._watch = watch
        self._lock = threading.Lock()
        self._directory: Directory | None = None

    def current(self) -> Directory:
        """The directory as of now; costs nothing while nobody changed anything and the day is the same."""
        stamp = self._watch.stamp()
        directory = self._directory
        if directory is not None and _serves(directory, stamp):
            return directory
        with self._lock:
            return self._renewed(stamp)

    def _renewed(self, stamp: Stamp) -> Directory:
        directory = self._directory
        if directory is not None and _serves(directory, stamp):
            return directory
        if directory is not None and directory.organization.identity_epoch >= stamp.identity_epoch:
            organization = directory.organization
        else:
            [row] = self._reader.rows(ORGANIZATION_SQL)
            organization = organization_of(row)
            self._watch.see(organization.identity_epoch)
        self._directory = directory = Directory(organization, stamp.day)
        return directory


def _serves(directory: Directory, stamp: Stamp) -> bool:
    return directory.day == stamp.day and directory.organization.identity_epoch >= stamp.identity_epoch
