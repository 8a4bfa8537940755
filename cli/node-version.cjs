// Every Node can read this file, however old: it comes before all others, also before a build.
var NEEDED = [20, 19]

var version = process.versions.node
var found = version.split('.').map(Number)
if (found[0] < NEEDED[0] || (found[0] === NEEDED[0] && found[1] < NEEDED[1])) {
  process.stderr.write(
    'Cuecast needs Node ' +
      NEEDED.join('.') +
      ' or newer; this is ' +
      found.slice(0, 2).join('.') +
      '.\n',
  )
  process.exit(1)
}
