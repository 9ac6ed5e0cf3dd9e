/**
 * What the server costs a model to read, on the API double's made-up workspace; build first:
 *
 *   bun run tokens            prints it, tool by tool
 *   bun run tokens --write    puts the sums into the README
 *
 * The list of tools is the same every time; results grow a little with the days of the month.
 */
