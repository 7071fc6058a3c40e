# Fixed program of PolicyKit, the same for every policy. Builds the template; run it whenever template.json changes.
from e2b import Template, default_build_logger

from template import build_options, template, template_name


def build():
    return Template.build(template, template_name, **build_options, on_build_logs=default_build_logger())
