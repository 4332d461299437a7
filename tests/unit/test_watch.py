"""What is wanted and not installed, or cannot be, is said in one sentence."""

from __future__ import annotations

import sys

import pytest

from bot.settings import SettingsError, load
from bot.terminal.watch import metrics_of, report_errors

DSN = "https://key@sentry.example/7"


def without(monkeypatch: pytest.MonkeyPatch, package: str, ours: str) -> None:
    """Have a package not installed."""
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, ours, raising=False)


def test_metrics_without_their_package_say_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "prometheus_client", "bot.observing.metrics")
    assert metrics_of(load({})) is None
    with pytest.raises(SettingsError, match=r"pip install 'pullquote\[metrics\]'"):
        metrics_of(load({"PULLQUOTE_METRICS": "127.0.0.1:9464"}))


def test_reports_without_their_package_say_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "sentry_sdk", "bot.observing.sentry")
    report_errors(load({}))
    with pytest.raises(SettingsError, match=r"pip install 'pullquote\[sentry\]'"):
        report_errors(load({"PULLQUOTE_SENTRY_DSN": DSN}))


@pytest.mark.parametrize(
    "address", ["https://sentry.example/7", "https://key@sentry.example", "https://key@x/y/z/"]
)
def test_an_address_that_is_none_of_sentrys_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        report_errors(load({"PULLQUOTE_SENTRY_DSN": address}))
    assert str(caught.value).startswith("PULLQUOTE_SENTRY_DSN is no address of Sentry's.")
    assert address not in str(caught.value)
