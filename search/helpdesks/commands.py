"""``kb helpdesk``: side panels for helpdesks, packed for this site."""

from __future__ import annotations

from pathlib import Path

import click

from kb.core.command_line import Context, folders


@click.command(name="helpdesk")
@folders
@click.argument("kind", type=click.Choice(["extension", "zendesk", "freshdesk"]))
@click.argument("target", type=click.Path(path_type=Path))
@click.pass_obj
def helpdesk_command(context: Context, articles: str | None, data: str | None, kind: str, target: Path) -> None:
    """Write the browser extension, or the app for Zendesk or Freshdesk, into TARGET: a new folder or .zip."""
    from kb.core.site_address import is_of_one_machine, site_address
    from kb.library.library import open_library
    from search.helpdesks.packing import PackageKind, package_files, write_package
    from search.helpdesks.panel_site import panel_site

    settings = context.settings(articles, data)
    library = open_library(settings)
    library.refresh()
    address = site_address(settings)
    files = package_files(PackageKind(kind), panel_site(settings, library.catalog.brand, address))
    write_package(files, target)
    click.echo(f"{target}: {len(files)} files, for {address}")
    if is_of_one_machine(address):
        click.echo("That address is of this machine alone; set KB_BASE_URL to the public one for others.", err=True)


COMMANDS = (helpdesk_command,)
