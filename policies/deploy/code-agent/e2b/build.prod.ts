// Fixed program of PolicyKit, the same for every policy. Builds the template; run it whenever template.json changes.
import { Template, defaultBuildLogger } from 'e2b'
import { buildOptions, template, templateName } from './template.js'

export async function build() {
  return Template.build(template, templateName, { ...buildOptions, onBuildLogs: defaultBuildLogger() })
}
