using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Graft.Node.CommandLine;

/// <summary>Writes each log entry as one line of JSON: time, level, message, and the message's named fields.</summary>
internal sealed class JsonLogger(TextWriter writer, TimeProvider time) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("level", logLevel.ToString());
            json.WriteString("message", formatter(state, exception));
            foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}")
                {
                    json.WriteString(char.ToLowerInvariant(name[0]) + name[1..], value?.ToString());
                }
            }
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
