// The commands and their flags. Options of the server come from its own table.
import {
  type ConfigSources,
  OPTION_KEYS,
  OPTIONS,
  type OptionKey,
  optionName,
} from '@clew/server/config';
import { Command, Option } from 'commander';
import { ExitCode } from './exit-code.ts';

/** What the command is run in. */
export interface ProgramContext {
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Flags = ConfigSources['flags'];

/** Makes the command; `parseAsync` runs it. */
export function createProgram({ version, environment }: ProgramContext): Command {
  const program = new Command('clew')
    .description('Distributed tracing in one command: takes spans in, keeps them and shows them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(`${inOneLine(text)}\n`) })
    .configureHelp({ showGlobalOptions: false })
    .exitOverride(({ exitCode }) => {
      process.exit(exitCode === 0 ? ExitCode.ok : ExitCode.usage);
    })
    .addHelpText('after', examples);

  withOptions(program.command('all-in-one'))
    .copyInheritedSettings(program)
    .description('Run everything in one process: receivers, store, query API and web app.')
    .addHelpText('after', allInOneExamples)
    .action(async (flags: Flags) => {
      const { runAllInOne } = await import('./all-in-one.ts');
      await runAllInOne({ flags, environment }, version);
    });

  withOptions(program.command('config'))
    .copyInheritedSettings(program)
    .description('Print the value of every option and where it comes from.')
    .option('--json', 'print JSON')
    .addHelpText('after', configExamples)
    .action(async ({ json = false, ...flags }: Flags & { readonly json?: boolean }) => {
      const { printConfig } = await import('./print-config.ts');
      printConfig({ flags, environment }, json);
    });
  return program;
}

/** An error of the command line as all others are told: one line that begins with the program's name. */
function inOneLine(text: string): string {
  return text
    .trim()
    .replace(/^error:/, 'clew:')
    .replaceAll('\n', ' ');
}

function withOptions(command: Command): Command {
  for (const key of OPTION_KEYS) command.addOption(optionOf(key));
  return command.option(
    '--config <FILE>',
    'a YAML file with the same names, such as retention: 7d',
  );
}

function optionOf(key: OptionKey): Option {
  const { placeholder, help, default: value } = OPTIONS[key];
  // The default is only told: whether a flag was given decides where a value comes from.
  return new Option(`--${optionName(key)} <${placeholder}>`, `${help} (default: ${value})`);
}

const examples = `
Examples:
  clew all-in-one                      run everything on this machine, on the usual ports
  clew all-in-one --host 0.0.0.0       the same, open to other machines
  clew config --json                   what would count, and who said it

Every flag is also a variable (--data-dir: CLEW_DATA_DIR) and a key of the file that
--config names (data-dir). A flag beats a variable, a variable the file.

Exit codes: 0 done or stopped as asked, 1 a fault of Clew, 2 a wrong command or option,
3 it can't start (port taken, data directory in use), 4 stopped before it could end well.
`;

const allInOneExamples = `
An ADDRESS is HOST:PORT, [IPV6]:PORT, :PORT or off.

Examples:
  clew all-in-one --data-dir /var/lib/clew --retention 30d --max-disk 200GB
  clew all-in-one --storage memory --jaeger-udp-compact off --ui :8080
  CLEW_HOST=0.0.0.0 clew all-in-one --config clew.yaml
`;

const configExamples = `
Examples:
  clew config
  clew config --config clew.yaml --json
`;
