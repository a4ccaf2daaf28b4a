"""The process that converts: its end, its signals, its copies, and a machine without it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.markdown.conversion import Converter
from kb.markdown.conversion_process import ConversionProcess, Limits, NoProcessError, Trouble, question
from kb.markdown.unrendered import problem_of

ROOT = Path(__file__).parents[3]


class TestWithoutProcesses:
    def test_it_is_said_once_and_tried_again_later(self, caplog: pytest.LogCaptureFixture) -> None:
        tries = []

        def start() -> ConversionProcess:
            tries.append(1)
            raise NoProcessError("no more processes")

        converter = Converter(start=start)
        assert converter.convert("one").trouble is Trouble.NO_PROCESS
        assert converter.convert("one").trouble is Trouble.NO_PROCESS
        assert not converter.convert("one").is_final
        assert len(tries) == len(caplog.messages) == 1
        assert "no more processes" in caplog.text
        converter.close()

    def test_an_editor_reads_what_the_site_lacks(self) -> None:
        problem = problem_of(Trouble.NO_PROCESS, "en/a.md", Limits())
        assert (problem.path, problem.code) == (".", "no_process")
        assert "allow the site more processes and memory" in problem.message

    @pytest.mark.parametrize("program", ["", "/nowhere/python"])
    def test_an_interpreter_that_is_not_there_is_named(self, program: str) -> None:
        with pytest.raises(NoProcessError, match="cannot be started"):
            ConversionProcess(Limits(), program)

    def test_a_program_that_is_no_interpreter_is_not_waited_for(self) -> None:
        with pytest.raises(NoProcessError, match="before it was ready"):
            ConversionProcess(Limits(), "/bin/true")

    @pytest.mark.parametrize("forbidden", [True, False])
    def test_where_nothing_compiled_is_kept_it_keeps_nothing_either(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forbidden: bool
    ) -> None:
        monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
        program = tmp_path / "program"
        program.write_text(f'#!/bin/sh\necho "$1 $2" > {tmp_path}/options\n')
        program.chmod(0o700)
        with pytest.raises(NoProcessError):
            ConversionProcess(Limits(), str(program))
        assert (tmp_path / "options").read_text() == ("-I -B\n" if forbidden else "-I -c\n")


class TestProcess:
    def test_ctrl_c_is_for_the_site_alone(self) -> None:
        process = ConversionProcess(Limits())
        process.kill(signal.SIGINT)
        assert process.convert(question("*on*")).html == "<p><em>on</em></p>"
        process.end()

    def test_a_copy_of_the_process_has_a_converter_of_its_own(self) -> None:
        """As servers have that load the site first and fork afterwards."""
        code = """if True:
            import os
            from kb.markdown.conversion import shared
            shared().convert("one")
            if (child := os.fork()) == 0:
                os._exit(0 if shared().convert("*two*").html == "<p><em>two</em></p>" else 1)
            assert os.waitpid(child, 0)[1] == 0
            print(shared().convert("three").html)
        """
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (ran.stdout, ran.stderr) == ("<p>three</p>\n", "")

    def test_it_ends_with_whoever_started_it(self) -> None:
        code = """if True:
            import os, signal
            from kb.markdown.conversion_process import ConversionProcess, Limits
            process = ConversionProcess(Limits())
            os.kill(os.getpid(), signal.SIGKILL)
        """
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, check=False)
        assert ran.returncode == -signal.SIGKILL
        assert ran.stderr == b""  # both have closed it by now
