"""Helpdesks report how many tickets they got: what is taken, what is refused, and by whom."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from kb.catalog.article import ArticleId
from kb.usage.views import ArticleViews, views_of_days
from search.desk.tickets import DayReport, report, tickets_by_day
from tests.search.desk.conftest import TODAY

YESTERDAY = TODAY - timedelta(days=1)


def test_a_count_replaces_the_one_before_and_helpdesks_add_up(database: Engine) -> None:
    with database.begin() as connection:
        for count in (5, 7):
            assert report(connection, [DayReport(TODAY, "zendesk", count), DayReport(TODAY, "mail", 2)]) == 2
        assert report(connection, [DayReport(YESTERDAY, "mail", 3), DayReport(YESTERDAY, "mail", 4)]) == 1
        assert report(connection, []) == 0
        assert tickets_by_day(connection, YESTERDAY, TODAY) == {YESTERDAY: 4, TODAY: 9}
        assert tickets_by_day(connection, TODAY, TODAY) == {TODAY: 9}


def test_readings_of_a_day_are_all_but_those_of_the_articles_left_out(database: Engine) -> None:
    hidden = [ArticleId("en", f"hidden/{number}") for number in range(600)]
    views = {ArticleId("en", "open"): 5, ArticleId("fa", "hidden/1"): 3, hidden[1]: 20, hidden[599]: 30}
    with database.begin() as connection:
        for day in (YESTERDAY, TODAY):
            rows = [{**id_._asdict(), "day": day, "views": count} for id_, count in views.items()]
            connection.execute(ArticleViews.__table__.insert(), rows)
        assert views_of_days(connection, YESTERDAY, TODAY) == {YESTERDAY: 58, TODAY: 58}
        assert views_of_days(connection, TODAY, TODAY, hidden) == {TODAY: 8}
