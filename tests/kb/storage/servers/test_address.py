"""Which servers an address names."""

from __future__ import annotations

import pytest

from kb.storage.servers.address import Host, names_several, read_address


@pytest.mark.parametrize(
    ("url", "several"),
    [
        ("postgresql+psycopg://kb@db1,db2/kb", True),
        ("postgresql://kb:p,w@db1:5433,db2:5432/kb?sslmode=require", True),
        ("postgresql+psycopg://kb@/kb?host=/run/a,/run/b", True),
        ("postgresql+psycopg://kb:p,w@db1/kb", False),
        ("postgresql+psycopg://kb@/kb?host=/run/a&application_name=a,b", False),
        ("sqlite:////data/a,b.sqlite", False),
    ],
)
def test_an_address_names_several_where_a_comma_is_between_hosts(url: str, several: bool) -> None:
    assert names_several(url) is several


def test_hosts_and_ports_belong_together_and_the_rest_is_kept() -> None:
    hosts, said = read_address("postgresql+psycopg://kb:p%40w@db1:5433,db2/kb?sslmode=require&target_session_attrs=any")
    assert hosts == [Host("db1", "5433"), Host("db2", "")]
    assert said == {"user": "kb", "password": "p@w", "dbname": "kb", "sslmode": "require"}


def test_one_port_holds_for_all_of_them() -> None:
    hosts, _ = read_address("postgresql+psycopg://kb@/kb?host=db1,db2&port=6000")
    assert list(map(str, hosts)) == ["db1:6000", "db2:6000"]


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://kb@db1,,db2/kb", "postgresql+psycopg://kb@/kb?host=a,b&port=1,2,3"]
)
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(ValueError, match="servers and|no address"):
        read_address(url)
