using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/PolicyKit.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
