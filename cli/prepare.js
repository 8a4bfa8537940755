import { execSync } from 'node:child_process'
import process from 'node:process'

// npm runs this after an install and before `npx` in a clone. An install has to build the command;
// `npx` finds it built, and would build it again each time.
if (process.env['npm_command'] !== 'exec') execSync('npm run build --silent', { stdio: 'inherit' })
