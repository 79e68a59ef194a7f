"""How the site is built: ``sphinx-build -W docs site``, with the extra ``docs``."""

import shutil
from pathlib import Path

from leadscore import __doc__ as summary

HERE = Path(__file__).parent
# The notebooks stand beside docs/, and Sphinx reads only what is inside it.
shutil.copytree(HERE.parent / "notebooks", HERE / "notebooks", dirs_exist_ok=True)

project = "leadscore"
copyright = "the leadscore contributors"  # noqa: A001 (the name is Sphinx's)
description = summary.splitlines()[0]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["make_*.py"]
html_theme = "furo"
html_title = "leadscore"
html_copy_source = False

nb_execution_mode = "off"  # the tests execute the notebooks; their kept outputs are shown
myst_heading_anchors = 3

napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"  # the numpydoc sections say the types in words
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "inherited-members": False}
